//! Reads the files of a scenario's folder, with errors that name the file and the line.

use std::path::{Path, PathBuf};

use crate::library::MANIFEST;
use crate::manifest::Manifest;
use crate::pipeline::folder::Files;
use crate::pipeline::{PipelineManifest, ReadError};
use crate::{ScenarioError, tracks};

pub(super) fn parse<T: serde::de::DeserializeOwned>(
    file: &Path,
    text: &str,
) -> Result<T, ScenarioError> {
    toml::from_str(text).map_err(|error| ReadError::toml(file, text, &error).into())
}

/// The line of a brief that the pipeline's own text replaces.
const PLACE_OF_PIPELINE: &str = "{{ pipeline }}";

/// A scenario's folder while it is read.
pub(super) struct Reading<'a> {
    pub folder: &'a Path,
    /// As they are on the track, by the paths that manifests use.
    pub files: &'a Files,
    /// The track that is read, and every file of the folder.
    pub track: Option<(&'a str, &'a Files)>,
}

impl<'a> Reading<'a> {
    /// The names of the scenario's tracks.
    pub fn tracks(&self) -> Result<Vec<String>, ScenarioError> {
        self.nothing_is_for_git()?;
        let manifest: Manifest = self.toml(MANIFEST)?;
        let names = tracks::names(&manifest, &self.folder.join(MANIFEST))?;
        tracks::check(self.files, &names, self.folder)?;
        Ok(names)
    }

    /// What the candidate reads, with what the pipeline says about building and running.
    pub fn brief(
        &self,
        pipeline: &PipelineManifest,
        tracks: usize,
    ) -> Result<String, ScenarioError> {
        let text = self.text("brief.md")?;
        let is_place = |line: &str| line.trim() == PLACE_OF_PIPELINE;
        if tracks > 1 && !text.lines().any(is_place) {
            let problem = "is missing: a scenario with several tracks leaves it to the pipeline to \
                           say how it is built and run";
            let file = self.folder.join("brief.md");
            return Err(ScenarioError::invalid(&file, PLACE_OF_PIPELINE, problem));
        }
        let lines = text.lines().map(|line| {
            if is_place(line) {
                pipeline.brief.trim_end()
            } else {
                line
            }
        });
        let mut brief: String = lines.flat_map(|line| [line, "\n"]).collect();
        if !text.ends_with('\n') {
            brief.pop();
        }
        Ok(brief)
    }

    /// Where a file of the track is.
    pub fn place(&self, path: &str) -> PathBuf {
        let path = match self.track {
            Some((track, files)) => tracks::place(files, track, path),
            None => path.to_owned(),
        };
        self.folder.join(path)
    }

    pub fn bytes(&self, path: &str) -> Result<&'a [u8], ScenarioError> {
        let missing = || ScenarioError::missing(self.place(path));
        Ok(&self.files.get(path).ok_or_else(missing)?.bytes)
    }

    pub fn text(&self, path: &str) -> Result<&'a str, ScenarioError> {
        std::str::from_utf8(self.bytes(path)?)
            .map_err(|_| ScenarioError::refused(&self.place(path), "not UTF-8"))
    }

    pub fn toml<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, ScenarioError> {
        parse(&self.place(path), self.text(path)?)
    }

    /// Adds the line of the key that the error is about.
    pub fn located(&self, error: ScenarioError) -> ScenarioError {
        let error = match error {
            ScenarioError::Read(error @ ReadError::Invalid { .. }) => error,
            other => return other,
        };
        let ReadError::Invalid { file, .. } = &error else {
            return error.into();
        };
        let file = file.clone();
        let inner = file.strip_prefix(self.folder).ok().and_then(Path::to_str);
        let all = self.track.map_or(self.files, |(_, files)| files);
        let text = inner.and_then(|inner| std::str::from_utf8(&all.get(inner)?.bytes).ok());
        match text {
            Some(text) => error.located(&file, text).into(),
            None => error.into(),
        }
    }
}
