//! Builds the workspace of one variant of a scenario: the base, what was done to it, and the
//! history that tells how.

mod times;

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::SystemTime;

use super::folder::{self, Files, SourceFile};
use super::{Scenario, ScenarioError};
use crate::git_program::Git;

/// The candidate's user and group inside a sandbox.
const CANDIDATE: u32 = 1000;
const OVERLAY: &str = "overlay";

/// Which state of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The base as it is.
    Healthy,
    /// What a candidate gets: all faults and changes, overlay and history.
    Faulty,
    /// What a candidate gets, with the reference solution.
    Reference,
    /// What a candidate gets, with a shallow fix.
    Shallow(String),
    /// A single fault, with the changes.
    OnlyFault(String),
    /// All faults but one, with the changes.
    Repaired(String),
}

impl std::fmt::Display for Variant {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Healthy => formatter.write_str("healthy"),
            Self::Faulty => formatter.write_str("faulty"),
            Self::Reference => formatter.write_str("reference"),
            Self::Shallow(id) => write!(formatter, "shallow:{id}"),
            Self::OnlyFault(id) => write!(formatter, "only:{id}"),
            Self::Repaired(id) => write!(formatter, "repaired:{id}"),
        }
    }
}

impl Variant {
    /// Every variant of a scenario, in the order of the matrix.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let manifest = &scenario.manifest;
        let faults = || manifest.fault.iter().map(|fault| fault.id.clone());
        let mut all = vec![Self::Healthy, Self::Faulty];
        all.extend(faults().map(Self::OnlyFault));
        all.extend(faults().map(Self::Repaired));
        all.push(Self::Reference);
        all.extend(
            manifest
                .shallow
                .iter()
                .map(|shallow| Self::Shallow(shallow.id.clone())),
        );
        all
    }
}

/// Builds a variant in an empty folder. Only [`Variant::Faulty`] gets the whole history, the
/// others one commit. Blocks: it copies files and runs git.
pub fn build(scenario: &Scenario, variant: &Variant, into: &Path) -> Result<(), ScenarioError> {
    std::fs::create_dir_all(into).map_err(ScenarioError::io(into))?;
    let building = Building {
        scenario,
        git: Git::init(into)?,
        into,
    };
    let mut start = scenario.base()?.files()?;
    if *variant != Variant::Healthy {
        start.extend(scenario.beneath(OVERLAY));
    }
    building.lay(&start)?;
    building.injure(variant)?;
    match variant {
        Variant::Faulty => building.tell_history()?,
        _ => building
            .git
            .commit_all("assay", "2025-01-01T00:00:00Z", &variant.to_string())?,
    }
    building.git.pack()?;
    let now = SystemTime::now();
    times::make_even(into, now)?;
    // The index remembers the times of files, and shows them to whoever asks.
    building.git.refresh()?;
    times::make_even(into, now)?;
    hand_over(into)
}

/// The files of a variant, without its history.
pub fn tree(scenario: &Scenario, variant: &Variant) -> Result<Files, ScenarioError> {
    let temporary = Path::new("a temporary folder");
    let folder = tempfile::tempdir().map_err(ScenarioError::io(temporary))?;
    build(scenario, variant, folder.path())?;
    folder::read(folder.path(), &[".git"])
}

struct Building<'a> {
    scenario: &'a Scenario,
    git: Git<'a>,
    into: &'a Path,
}

impl Building<'_> {
    fn lay(&self, files: &Files) -> Result<(), ScenarioError> {
        for (path, file) in files {
            write(&self.into.join(path), file)?;
        }
        Ok(())
    }

    /// Applies to the base what this variant consists of.
    fn injure(&self, variant: &Variant) -> Result<(), ScenarioError> {
        let manifest = &self.scenario.manifest;
        if *variant != Variant::Healthy {
            for change in &manifest.change {
                self.patch(&change.patch, "to the base", false)?;
            }
        }
        for fault in &manifest.fault {
            let present = match variant {
                Variant::Healthy => false,
                Variant::OnlyFault(id) => *id == fault.id,
                Variant::Repaired(id) => *id != fault.id,
                Variant::Faulty | Variant::Reference | Variant::Shallow(_) => true,
            };
            if present {
                self.patch(&fault.patch, "to the base and the faults before it", false)?;
            }
        }
        match variant {
            Variant::Reference => {
                self.patch("solution/reference.patch", "to the faulty workspace", false)
            }
            Variant::Shallow(id) => {
                let Some(shallow) = manifest.shallow.iter().find(|shallow| shallow.id == *id)
                else {
                    let file = self.scenario.folder.join("scenario.toml");
                    return Err(ScenarioError::invalid(
                        &file,
                        "shallow",
                        format!("has no {id:?}"),
                    ));
                };
                self.patch(&shallow.patch, "to the faulty workspace", false)
            }
            _ => Ok(()),
        }
    }

    /// Makes the commits, and proves that they end where they must.
    fn tell_history(&self) -> Result<(), ScenarioError> {
        let end = self.tree()?;
        self.adds_exist(&end)?;
        let commits = &self.scenario.history.commit;
        for commit in commits.iter().rev() {
            for patch in self.steps(commit).iter().rev() {
                self.patch(patch, "backwards to the commits after it", true)?;
            }
        }
        let later: Vec<&String> = commits.iter().flat_map(|commit| &commit.adds).collect();
        let held: Files = self
            .tree()?
            .into_iter()
            .filter(|(path, _)| is_under_any(path, &later))
            .collect();
        for path in held.keys() {
            let path = self.into.join(path);
            std::fs::remove_file(&path).map_err(ScenarioError::io(&path))?;
        }
        for commit in commits {
            let appears = |path: &str| is_under_any(path, &commit.adds.iter().collect::<Vec<_>>());
            self.lay(
                &held
                    .clone()
                    .into_iter()
                    .filter(|(path, _)| appears(path))
                    .collect(),
            )?;
            for patch in self.steps(commit) {
                self.patch(&patch, "to the commit before it", false)?;
            }
            self.git
                .commit_all(&commit.role, &commit.date, commit.message.trim())?;
        }
        self.ends_at(&end)
    }

    /// A commit's patches, in the order in which they are applied.
    fn steps(&self, commit: &super::history::Commit) -> Vec<String> {
        let manifest = &self.scenario.manifest;
        let by_id: BTreeMap<&str, &String> =
            (manifest.fault.iter().map(|f| (f.id.as_str(), &f.patch)))
                .chain(manifest.change.iter().map(|c| (c.id.as_str(), &c.patch)))
                .collect();
        let brought = commit
            .brings
            .iter()
            .filter_map(|id| by_id.get(id.as_str()).copied());
        commit.patch.iter().chain(brought).cloned().collect()
    }

    fn adds_exist(&self, end: &Files) -> Result<(), ScenarioError> {
        let mut adds = self
            .scenario
            .history
            .commit
            .iter()
            .flat_map(|commit| &commit.adds);
        let nowhere = |added: &&String| !end.keys().any(|path| is_under_any(path, &[*added]));
        match adds.find(nowhere) {
            None => Ok(()),
            Some(path) => Err(ScenarioError::History {
                file: self.scenario.folder.join("history.toml"),
                path: path.clone(),
                problem: "is added by a commit and is nowhere in the workspace",
            }),
        }
    }

    fn ends_at(&self, end: &Files) -> Result<(), ScenarioError> {
        let tree = self.tree()?;
        let differs = |path: String, problem| {
            let file = self.scenario.folder.join("history.toml");
            Err(ScenarioError::History {
                file,
                path,
                problem,
            })
        };
        for (path, file) in &tree {
            match end.get(path) {
                None => {
                    return differs(
                        path.clone(),
                        "is there after the last commit and not in the scenario's workspace",
                    );
                }
                Some(other) if other != file => {
                    return differs(
                        path.clone(),
                        "differs from the scenario's workspace after the last commit",
                    );
                }
                Some(_) => {}
            }
        }
        match end.keys().find(|path| !tree.contains_key(*path)) {
            Some(path) => differs(path.clone(), "is missing after the last commit"),
            None => Ok(()),
        }
    }

    fn patch(&self, path: &str, to: &str, backwards: bool) -> Result<(), ScenarioError> {
        let name = self.scenario.folder.join(path);
        let diff = self.scenario.file(path)?;
        self.git
            .apply(diff, backwards)
            .map_err(|error| ScenarioError::Patch {
                patch: name,
                to: to.to_owned(),
                detail: error.detail,
            })
    }

    /// The files as they are. Reading refuses links, so a patch cannot have brought any.
    fn tree(&self) -> Result<Files, ScenarioError> {
        folder::read(self.into, &[".git"])
    }
}

fn is_under_any(path: &str, folders: &[&String]) -> bool {
    let under = |folder: &str| {
        path.strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    folders
        .iter()
        .any(|folder| under(folder.trim_end_matches('/')))
}

fn write(path: &Path, file: &SourceFile) -> Result<(), ScenarioError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(ScenarioError::io(folder))?;
    }
    std::fs::write(path, &file.bytes).map_err(ScenarioError::io(path))?;
    let mode = if file.executable { 0o755 } else { 0o644 };
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).map_err(ScenarioError::io(path))
}

/// Gives everything to the candidate's user; only root can, and only root runs sandboxes.
fn hand_over(folder: &Path) -> Result<(), ScenarioError> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    std::os::unix::fs::lchown(folder, Some(CANDIDATE), Some(CANDIDATE))
        .map_err(ScenarioError::io(folder))?;
    for entry in std::fs::read_dir(folder).map_err(ScenarioError::io(folder))? {
        let entry = entry.map_err(ScenarioError::io(folder))?;
        let path = entry.path();
        if entry
            .file_type()
            .map_err(ScenarioError::io(&path))?
            .is_dir()
        {
            hand_over(&path)?;
        } else {
            std::os::unix::fs::lchown(&path, Some(CANDIDATE), Some(CANDIDATE))
                .map_err(ScenarioError::io(&path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "workspace_tests.rs"]
mod tests;
