//! Reads the files of a scenario's folder, with errors that name the file and the line.

use std::path::Path;

use crate::ScenarioError;
use crate::folder::Files;

pub(super) fn parse<T: serde::de::DeserializeOwned>(
    file: &Path,
    text: &str,
) -> Result<T, ScenarioError> {
    toml::from_str(text).map_err(|error| ScenarioError::toml(file, text, &error))
}

/// A scenario's folder while it is read.
pub(super) struct Reading<'a> {
    pub folder: &'a Path,
    pub files: &'a Files,
}

impl<'a> Reading<'a> {
    pub fn bytes(&self, path: &str) -> Result<&'a [u8], ScenarioError> {
        let missing = || ScenarioError::Io {
            path: self.folder.join(path),
            source: std::io::ErrorKind::NotFound.into(),
        };
        Ok(&self.files.get(path).ok_or_else(missing)?.bytes)
    }

    pub fn text(&self, path: &str) -> Result<&'a str, ScenarioError> {
        std::str::from_utf8(self.bytes(path)?).map_err(|_| ScenarioError::Refused {
            path: self.folder.join(path),
            reason: "not UTF-8".into(),
        })
    }

    pub fn toml<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, ScenarioError> {
        parse(&self.folder.join(path), self.text(path)?)
    }

    /// Adds the line of the key that the error is about.
    pub fn located(&self, error: ScenarioError) -> ScenarioError {
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
}
