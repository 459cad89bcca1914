//! The git history that a candidate finds in the workspace.

use std::collections::BTreeMap;

use super::building::Building;
use crate::ScenarioError;
use crate::history::Commit;
use crate::pipeline::folder::Files;

impl Building<'_> {
    /// Makes the commits, and proves that they end in the scenario's workspace.
    pub fn tell_history(&self) -> Result<(), ScenarioError> {
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
    fn steps(&self, commit: &Commit) -> Vec<String> {
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
                problem: "is added by a commit but is not in the workspace",
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
                        "exists after the last commit but not in the scenario's workspace",
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
