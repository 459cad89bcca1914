//! Reads a scenario's folder and refuses what does not fit together.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::ScenarioError;
use super::base::Base;
use super::check_fit::CheckFiles;
use super::check_spec::HELD_BACK;
use super::folder::{self, Files};
use super::history::History;
use super::live_rules;
use super::locate;
use super::manifest::{Manifest, SCHEMA_VERSION};
use super::patch_paths;
use super::probe::{IsolationProbe, Probe};
use super::question::Question;
use super::slug::is_slug;
use crate::domain::ids::Digest;
use crate::domain::rubric::Rubric;

const MANIFEST: &str = "scenario.toml";
pub(super) const COMMON_RUBRIC: &str = "common-rubric.toml";

/// Where scenarios and base pipelines are.
#[derive(Clone, Debug)]
pub struct Library {
    /// The folder of scenario folders.
    pub scenarios: PathBuf,
    /// The folder of base pipelines and their domains.
    pub pipelines: PathBuf,
}

impl Library {
    /// The names of all scenarios: folders that hold a manifest, sorted.
    pub fn slugs(&self) -> Result<Vec<String>, ScenarioError> {
        let mut slugs = Vec::new();
        for entry in
            std::fs::read_dir(&self.scenarios).map_err(ScenarioError::io(&self.scenarios))?
        {
            let entry = entry.map_err(ScenarioError::io(&self.scenarios))?;
            if entry.path().join(MANIFEST).is_file()
                && let Ok(name) = entry.file_name().into_string()
            {
                slugs.push(name);
            }
        }
        slugs.sort();
        Ok(slugs)
    }

    /// The base pipeline of a scenario.
    pub fn base(&self, scenario: &Scenario) -> Result<Base, ScenarioError> {
        Base::open(&self.pipelines, &scenario.manifest.pipeline)
    }
}

/// A scenario that was read whole and fits together. Nothing is read from its folder later.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The library that it was read from, which has its base as well.
    pub library: Library,
    /// Its folder.
    pub folder: PathBuf,
    /// The manifest.
    pub manifest: Manifest,
    /// What the candidate reads, Markdown.
    pub brief: String,
    /// The author's diagnosis, Markdown; for practitioners.
    pub diagnosis: String,
    /// Common criteria, then this scenario's.
    pub rubric: Rubric,
    /// The workspace's history.
    pub history: History,
    /// Of everything in the folder and the common criteria.
    pub digest: Digest,
    files: Files,
}

impl Scenario {
    /// Reads the scenario of this name.
    pub fn load(library: &Library, slug: &str) -> Result<Self, ScenarioError> {
        let folder = library.scenarios.join(slug);
        if !is_slug(slug) {
            let reason = "a scenario's name is lower-case letters, digits and hyphens".into();
            return Err(ScenarioError::Refused {
                path: folder,
                reason,
            });
        }
        let files = folder::read(&folder, &[])?;
        Self::of_files(library, slug, &folder, &files)
    }

    fn of_files(
        library: &Library,
        slug: &str,
        folder: &Path,
        files: &Files,
    ) -> Result<Self, ScenarioError> {
        let reading = Reading { folder, files };
        Self::of_reading(library, slug, &reading).map_err(|error| reading.located(error))
    }

    fn of_reading(
        library: &Library,
        slug: &str,
        reading: &Reading<'_>,
    ) -> Result<Self, ScenarioError> {
        reading.nothing_is_for_git()?;
        let manifest: Manifest = reading.toml(MANIFEST)?;
        reading.manifest_fits(&manifest, slug)?;
        live_rules::check(
            &manifest,
            &reading.folder.join(MANIFEST),
            reading.files,
            &library.pipelines,
        )?;

        let common_path = library.scenarios.join(COMMON_RUBRIC);
        let common_text =
            std::fs::read_to_string(&common_path).map_err(ScenarioError::io(&common_path))?;
        let mut rubric: Rubric = parse(&common_path, &common_text)?;
        rubric
            .criterion
            .extend(reading.toml::<Rubric>("rubric.toml")?.criterion);
        reading.rubric_fits(&rubric)?;

        let history: History = reading.toml("history.toml")?;
        reading.history_fits(&history, &manifest)?;
        Ok(Self {
            brief: reading.text("brief.md")?.to_owned(),
            diagnosis: reading.text("solution/diagnosis.md")?.to_owned(),
            digest: Self::digest_with(reading.files, common_text.as_bytes()),
            library: library.clone(),
            manifest,
            rubric,
            history,
            folder: reading.folder.to_owned(),
            files: reading.files.clone(),
        })
    }

    /// The digest of a scenario with these files and these common criteria.
    pub(super) fn digest_with(files: &Files, common: &[u8]) -> Digest {
        let files = folder::digest(files).to_string();
        Digest::of(&[files.as_bytes(), common].concat())
    }

    /// Its base, as it lies in the library that the scenario was read from.
    pub fn base(&self) -> Result<Base, ScenarioError> {
        self.library.base(self)
    }

    /// The content of a file of the folder, by its path in it.
    pub fn file(&self, path: &str) -> Result<&[u8], ScenarioError> {
        Reading {
            folder: &self.folder,
            files: &self.files,
        }
        .bytes(path)
    }

    /// Every file of the folder, by its path in it.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The line of a key of `scenario.toml`, as messages say it; 1 if there is no such key.
    pub fn line(&self, key: &str) -> usize {
        let text = self.files.get(MANIFEST).map(|file| &file.bytes[..]);
        let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok());
        text.and_then(|text| locate::line_of(text, key))
            .unwrap_or(1)
    }

    /// The files beneath a folder of this scenario, by their path below it.
    pub fn beneath(&self, folder: &str) -> Files {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        let inner = |(path, file): (&String, &super::SourceFile)| {
            path.strip_prefix(&prefix)
                .map(|rest| (rest.to_owned(), file.clone()))
        };
        self.files.iter().filter_map(inner).collect()
    }

    /// The probes in a file of this scenario.
    pub fn probes(&self, path: &str) -> Result<Vec<Probe>, ScenarioError> {
        self.check_files().lines(path, "probe")
    }

    /// The probes for isolation in a file of this scenario.
    pub fn isolation_probes(&self, path: &str) -> Result<Vec<IsolationProbe>, ScenarioError> {
        self.check_files().lines(path, "probe")
    }

    /// The questions of a check: the domain's that are held back, or a file of this scenario.
    pub fn questions(&self, base: &Base, which: &str) -> Result<Vec<Question>, ScenarioError> {
        if which == HELD_BACK {
            base.held_back_questions()
        } else {
            self.check_files().lines(which, "question")
        }
    }

    /// The same without these checks.
    #[must_use]
    pub fn without_checks(&self, ids: &HashSet<String>) -> Self {
        let mut rest = self.clone();
        rest.manifest.check.retain(|check| !ids.contains(&check.id));
        rest
    }

    fn check_files(&self) -> CheckFiles<'_> {
        CheckFiles {
            folder: &self.folder,
            files: &self.files,
        }
    }
}

fn parse<T: serde::de::DeserializeOwned>(file: &Path, text: &str) -> Result<T, ScenarioError> {
    toml::from_str(text).map_err(|error| ScenarioError::toml(file, text, &error))
}

struct Reading<'a> {
    folder: &'a Path,
    files: &'a Files,
}

impl<'a> Reading<'a> {
    fn bytes(&self, path: &str) -> Result<&'a [u8], ScenarioError> {
        let missing = || ScenarioError::Io {
            path: self.folder.join(path),
            source: std::io::ErrorKind::NotFound.into(),
        };
        Ok(&self.files.get(path).ok_or_else(missing)?.bytes)
    }

    fn text(&self, path: &str) -> Result<&'a str, ScenarioError> {
        std::str::from_utf8(self.bytes(path)?).map_err(|_| ScenarioError::Refused {
            path: self.folder.join(path),
            reason: "not UTF-8".into(),
        })
    }

    fn toml<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, ScenarioError> {
        parse(&self.folder.join(path), self.text(path)?)
    }

    fn manifest_fits(&self, manifest: &Manifest, slug: &str) -> Result<(), ScenarioError> {
        let file = self.folder.join(MANIFEST);
        let invalid = |key: String, problem: &str| Err(ScenarioError::invalid(&file, key, problem));
        if manifest.schema_version != SCHEMA_VERSION {
            return invalid("schema_version".into(), "must be 1");
        }
        if manifest.id != slug {
            return invalid("id".into(), "must be the folder's name");
        }
        if !(1..=5).contains(&manifest.difficulty) {
            return invalid("difficulty".into(), "must be from 1 to 5");
        }
        if !(10..=480).contains(&manifest.minutes) {
            return invalid("minutes".into(), "must be from 10 to 480");
        }
        if let Some((key, problem)) = manifest.limits.flaw() {
            return invalid(key.into(), problem);
        }
        if manifest.fault.is_empty() || manifest.check.is_empty() || manifest.sources.is_empty() {
            return invalid(
                "fault, check, sources".into(),
                "need at least one entry each",
            );
        }
        self.ids_are_unique(manifest)?;
        let checks = CheckFiles {
            folder: self.folder,
            files: self.files,
        };
        checks.fit(&file, manifest)?;
        for shallow in &manifest.shallow {
            self.patch(&format!("shallow.{}.patch", shallow.id), &shallow.patch)?;
            let unknown = |id: &&String| !manifest.check.iter().any(|check| check.id == **id);
            if shallow.fails.is_empty() || shallow.fails.iter().any(|id| unknown(&id)) {
                let key = format!("shallow.{}.fails", shallow.id);
                return invalid(
                    key,
                    "must name at least one check, and only checks there are",
                );
            }
        }
        for fault in &manifest.fault {
            self.patch(&format!("fault.{}.patch", fault.id), &fault.patch)?;
        }
        for change in &manifest.change {
            self.patch(&format!("change.{}.patch", change.id), &change.patch)?;
        }
        let reference = "solution/reference.patch";
        patch_paths::check(&self.folder.join(reference), self.bytes(reference)?)
    }

    /// A patch that `key` of the manifest names: it is there, and stays inside the workspace.
    fn patch(&self, key: &str, path: &str) -> Result<(), ScenarioError> {
        let Some(file) = self.files.get(path) else {
            let problem = format!("names {path:?}, which is no file of this scenario");
            return Err(ScenarioError::invalid(
                &self.folder.join(MANIFEST),
                key,
                problem,
            ));
        };
        patch_paths::check(&self.folder.join(path), &file.bytes)
    }

    /// Files for a workspace's `.git` would be the history's, and hooks, instead of ours.
    fn nothing_is_for_git(&self) -> Result<(), ScenarioError> {
        let for_git = |path: &&String| path.split('/').any(patch_paths::is_for_git);
        match self.files.keys().find(for_git) {
            None => Ok(()),
            Some(path) => Err(ScenarioError::Refused {
                path: self.folder.join(path),
                reason: "`.git` is made from history.toml and from nothing else".into(),
            }),
        }
    }

    /// An error with the line of the key that it is about.
    fn located(&self, error: ScenarioError) -> ScenarioError {
        let ScenarioError::Invalid { file, .. } = &error else {
            return error;
        };
        let file = file.clone();
        let inner = file.strip_prefix(self.folder).ok().and_then(Path::to_str);
        match inner.map(|inner| self.text(inner)) {
            Some(Ok(text)) => error.located(&file, text),
            _ => error,
        }
    }

    fn ids_are_unique(&self, manifest: &Manifest) -> Result<(), ScenarioError> {
        let faults = manifest.fault.iter().map(|fault| ("fault", &fault.id));
        // Histories name both by id.
        let changes = manifest.change.iter().map(|change| ("fault", &change.id));
        let checks = manifest.check.iter().map(|check| ("check", &check.id));
        let shallow = manifest
            .shallow
            .iter()
            .map(|shallow| ("shallow", &shallow.id));
        let mut seen = BTreeSet::new();
        for (table, id) in faults.chain(changes).chain(checks).chain(shallow) {
            if !is_slug(id) || !seen.insert((table, id)) {
                let problem = "must be unique lower-case letters, digits and hyphens";
                let key = format!("{table}.id = {id:?}");
                return Err(ScenarioError::invalid(
                    &self.folder.join(MANIFEST),
                    key,
                    problem,
                ));
            }
        }
        Ok(())
    }

    fn rubric_fits(&self, rubric: &Rubric) -> Result<(), ScenarioError> {
        let file = self.folder.join("rubric.toml");
        let mut seen = BTreeSet::new();
        for criterion in &rubric.criterion {
            let rising = criterion
                .level
                .windows(2)
                .all(|pair| pair[0].points < pair[1].points);
            if criterion.level.len() < 2 || !rising {
                let problem = "needs two or more levels with rising points";
                return Err(ScenarioError::invalid(
                    &file,
                    format!("criterion.{}", criterion.id),
                    problem,
                ));
            }
            if !seen.insert(&criterion.id) {
                let problem = "is there twice, here or among the common criteria";
                return Err(ScenarioError::invalid(
                    &file,
                    format!("criterion.{}", criterion.id),
                    problem,
                ));
            }
        }
        Ok(())
    }

    fn history_fits(&self, history: &History, manifest: &Manifest) -> Result<(), ScenarioError> {
        let file = self.folder.join("history.toml");
        history.validate(&file, manifest)?;
        for (place, commit) in history.commit.iter().enumerate() {
            for patch in &commit.patch {
                if !self.files.contains_key(patch) {
                    let key = format!("commit[{place}].patch");
                    let problem = format!("names {patch:?}, which is no file of this scenario");
                    return Err(ScenarioError::invalid(&file, key, problem));
                }
                patch_paths::check(&self.folder.join(patch), self.bytes(patch)?)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
