//! Reads a scenario's folder and refuses what does not fit together.

#[cfg(test)]
#[path = "load_check_tests.rs"]
mod check_tests;
mod fit;
mod reading;
#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::ScenarioError;
use super::base::Base;
use super::check_fit::CheckFiles;
use super::check_spec::HELD_BACK;
use super::folder::{self, Files};
use super::history::History;
use super::library::{COMMON_RUBRIC, Library, MANIFEST};
use super::live_rules;
use super::locate;
use super::manifest::Manifest;
use super::probe::{IsolationProbe, Probe};
use super::question::Question;
use super::slug::is_slug;
use crate::domain::ids::Digest;
use crate::domain::rubric::Rubric;
use reading::{Reading, parse};

/// A scenario that was read completely and fits together. Its folder is not read again later.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The library that it was read from, which also has its base.
    pub library: Library,
    pub folder: PathBuf,
    pub manifest: Manifest,
    /// What the candidate reads, in Markdown.
    pub brief: String,
    /// The author's diagnosis, in Markdown. For practitioners.
    pub diagnosis: String,
    /// The common criteria, then the scenario's own.
    pub rubric: Rubric,
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

    /// Its base, as it is now in the library that the scenario was read from.
    pub fn base(&self) -> Result<Base, ScenarioError> {
        self.library.base(self)
    }

    /// The content of a file, by its path in the folder.
    pub fn file(&self, path: &str) -> Result<&[u8], ScenarioError> {
        Reading {
            folder: &self.folder,
            files: &self.files,
        }
        .bytes(path)
    }

    /// Every file of the folder, by its path there.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The line of a key of `scenario.toml`, in the notation of error messages; 1 if
    /// there is no such key.
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

    /// The questions of a check: the domain's held-back ones, or a file of this scenario.
    pub fn questions(&self, base: &Base, which: &str) -> Result<Vec<Question>, ScenarioError> {
        if which == HELD_BACK {
            base.held_back_questions()
        } else {
            self.check_files().lines(which, "question")
        }
    }

    /// The same scenario without these checks.
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

impl Library {
    /// The base pipeline of a scenario.
    pub fn base(&self, scenario: &Scenario) -> Result<Base, ScenarioError> {
        Base::open(&self.pipelines, &scenario.manifest.pipeline)
    }
}
