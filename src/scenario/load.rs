//! Reads a scenario's folder and refuses what does not fit together.

#[cfg(test)]
#[path = "load_check_tests.rs"]
mod check_tests;
mod fit;
mod fit_attempts;
mod reading;
#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::ScenarioError;
use super::check_fit::CheckFiles;
use super::check_spec::HELD_BACK;
use super::history::History;
use super::library::{COMMON_RUBRIC, Library, MANIFEST};
use super::live_rules;
use super::manifest::Manifest;
use super::probe::{IsolationProbe, Probe};
use super::tracks;
use crate::domain::ids::Digest;
use crate::domain::rubric::Rubric;
use crate::pipeline::folder::{self, Files};
use crate::pipeline::is_slug;
use crate::pipeline::locate;
use crate::pipeline::question::Question;
use crate::pipeline::{Base, PipelineManifest};
use reading::{Reading, parse};

/// A scenario that was read completely and fits together. Its folder is not read again later.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The library that it was read from, which also has its base.
    pub library: Library,
    /// The pipeline that this value is about, one of [`Self::tracks`].
    pub pipeline: PipelineManifest,
    /// The pipelines for which the scenario is written, at least one.
    pub tracks: Vec<PipelineManifest>,
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
    /// Every file of the folder.
    all: Files,
    /// The files as they are on this track.
    files: Files,
}

impl Scenario {
    /// Reads the scenario of this name, on its first track.
    pub fn load(library: &Library, slug: &str) -> Result<Self, ScenarioError> {
        let folder = library.scenarios.join(slug);
        if !is_slug(slug) {
            let reason = "a scenario's name is lower-case letters, digits and hyphens";
            return Err(ScenarioError::refused(&folder, reason));
        }
        let files = folder::read(&folder, &[])?;
        let whole = Reading {
            folder: &folder,
            files: &files,
            track: None,
        };
        let names = whole.tracks().map_err(|error| whole.located(error))?;
        let mut tracks = Vec::new();
        for name in &names {
            tracks.push(library.pipelines.open(name)?.manifest().clone());
        }
        let mut loaded = Vec::new();
        // All of them, so that a scenario that loads can be used on each of its tracks.
        for name in &names {
            let read = Self::read_on(library, &folder, &files, name, &tracks);
            loaded.push(read?);
        }
        Ok(loaded.swap_remove(0))
    }

    fn read_on(
        library: &Library,
        folder: &Path,
        files: &Files,
        track: &str,
        tracks: &[PipelineManifest],
    ) -> Result<Self, ScenarioError> {
        let view = tracks::view(files, track);
        let reading = Reading {
            folder,
            files: &view,
            track: Some((track, files)),
        };
        let read = Self::of_reading(library, &reading, tracks);
        read.map_err(|error| reading.located(error))
    }

    /// Its id, with the track if it has several.
    pub fn name(&self) -> String {
        match self.tracks.len() {
            0 | 1 => self.manifest.id.clone(),
            _ => format!("{} on {}", self.manifest.id, self.pipeline.name),
        }
    }

    /// The same scenario on another of its tracks.
    pub fn on(&self, track: &str) -> Result<Self, ScenarioError> {
        if track == self.pipeline.name {
            return Ok(self.clone());
        }
        if !self.tracks.iter().any(|it| it.name == track) {
            let known: Vec<&str> = self.tracks.iter().map(|it| it.name.as_str()).collect();
            let problem = format!("does not name {track:?}, only {}", known.join(", "));
            let file = self.folder.join(MANIFEST);
            return Err(ScenarioError::invalid(&file, "tracks", problem));
        }
        Self::read_on(&self.library, &self.folder, &self.all, track, &self.tracks)
    }

    fn of_reading(
        library: &Library,
        reading: &Reading<'_>,
        tracks: &[PipelineManifest],
    ) -> Result<Self, ScenarioError> {
        let (track, files) = reading.track.expect("a scenario is read on a track");
        let manifest: Manifest = reading.toml(MANIFEST)?;
        let slug = reading.folder.file_name().unwrap_or_default();
        reading.manifest_fits(&manifest, &slug.to_string_lossy())?;
        let base = library.pipelines.open(track)?;
        live_rules::check(
            &manifest,
            &reading.folder.join(MANIFEST),
            reading.files,
            &base,
        )?;

        let common_path = library.scenarios.join(COMMON_RUBRIC);
        let common_text =
            std::fs::read_to_string(&common_path).map_err(ScenarioError::io(&common_path))?;
        let common: Rubric = parse(&common_path, &common_text)?;
        let own: Rubric = reading.toml("rubric.toml")?;
        fit::log_fits(&common_path, &common)?;
        fit::log_fits(&reading.folder.join("rubric.toml"), &own)?;
        let rubric = common.with(own);
        reading.rubric_fits(&rubric)?;

        let history: History = reading.toml("history.toml")?;
        reading.history_fits(&history, &manifest)?;
        Ok(Self {
            brief: reading.brief(base.manifest(), tracks.len())?,
            diagnosis: reading.text("solution/diagnosis.md")?.to_owned(),
            digest: Self::digest_with(files, common_text.as_bytes()),
            library: library.clone(),
            pipeline: base.manifest().clone(),
            tracks: tracks.to_vec(),
            manifest,
            rubric,
            history,
            folder: reading.folder.to_owned(),
            all: files.clone(),
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

    /// The content of a file on this track, by its path in manifests.
    pub fn file(&self, path: &str) -> Result<&[u8], ScenarioError> {
        let found = self.files.get(path);
        let found = found.ok_or_else(|| ScenarioError::missing(self.place(path)))?;
        Ok(&found.bytes)
    }

    /// Where a file of this track is.
    pub fn place(&self, path: &str) -> PathBuf {
        self.folder
            .join(tracks::place(&self.all, &self.pipeline.name, path))
    }

    /// Every file of this track, by its path in manifests.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Every file of the folder, by its path there.
    pub(super) fn all_files(&self) -> &Files {
        &self.all
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
        let inner = |(path, file): (&String, &crate::pipeline::SourceFile)| {
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
            Ok(base.held_back_questions()?)
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
        Ok(self.pipelines.open(&scenario.pipeline.name)?)
    }
}
