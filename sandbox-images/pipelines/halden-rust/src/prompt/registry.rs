//! Which versions there are, and which one a label means.

use std::path::{Path, PathBuf};

use super::labels::{LABELS, Labels};
use super::template::{Template, TemplateError};
use crate::text::sha256;

/// The folder of prompts. Labels are read at each use, so that a promotion takes effect at once.
#[derive(Debug, Clone)]
pub struct Registry {
    folder: PathBuf,
}

/// Which version of a prompt is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// The one that a label points to.
    Label(String),
    /// Exactly this one.
    Version(u32),
}

/// A resolved prompt.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// Its name.
    pub name: String,
    /// The version that the selector resolved to.
    pub version: u32,
    /// The label it was found by.
    pub label: Option<String>,
    /// SHA-256 of the file: what was really used.
    pub sha256: String,
    /// The file.
    pub text: String,
    /// The parsed file.
    pub template: Template,
}

/// Why a prompt cannot be found or used.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A file or folder cannot be read or written.
    #[error("{path}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// `labels.toml` is not a table of labels.
    #[error("{LABELS}: {0}")]
    Labels(String),
    /// No version carries the label.
    #[error("the prompt `{name}` has no version labelled `{label}`")]
    NoLabel {
        /// The prompt.
        name: String,
        /// The label.
        label: String,
    },
    /// A share that is none.
    #[error("{0} is not a percentage from 0 to 100")]
    Percent(u8),
    /// The log knows no version that the label had before.
    #[error("nothing to roll back: no earlier version of `{name}` `{label}` is in the log")]
    NothingBefore {
        /// The prompt.
        name: String,
        /// The label.
        label: String,
    },
    /// The file is there but not usable.
    #[error("prompt `{name}` version {version}")]
    Template {
        /// The prompt.
        name: String,
        /// The version.
        version: u32,
        /// What is wrong.
        source: TemplateError,
    },
}

impl RegistryError {
    pub(super) fn no_label(name: &str, label: &str) -> Self {
        Self::NoLabel { name: name.to_owned(), label: label.to_owned() }
    }
}

impl Registry {
    /// The registry in a folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Finds the version that is meant, and reads it.
    pub fn resolve(&self, name: &str, selector: &Selector) -> Result<Prompt, RegistryError> {
        let (version, label) = match selector {
            Selector::Version(version) => (*version, None),
            Selector::Label(label) => {
                let labels = self.labels()?;
                let pointer = labels.pointer(name, label);
                let pointer = pointer.ok_or_else(|| RegistryError::no_label(name, label))?;
                (pointer.version, Some(label.clone()))
            }
        };
        let text = self.read(&format!("{name}/v{version}.md"))?;
        let template = Template::parse(&text).map_err(|source| RegistryError::Template {
            name: name.to_owned(),
            version,
            source,
        })?;
        let sha256 = sha256(text.as_bytes());
        tracing::info!(prompt = name, version, ?label, %sha256, "prompt resolved");
        Ok(Prompt { name: name.to_owned(), version, label, sha256, text, template })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn labels(&self) -> Result<Labels, RegistryError> {
        Labels::parse(&self.read(LABELS)?)
    }

    fn read(&self, file: &str) -> Result<String, RegistryError> {
        let path = self.folder.join(file);
        std::fs::read_to_string(&path).map_err(|source| RegistryError::Io { path, source })
    }

    pub(super) fn entries(&self, folder: &str) -> Result<Vec<String>, RegistryError> {
        let path = self.folder.join(folder);
        let read = || -> std::io::Result<Vec<String>> {
            let names =
                std::fs::read_dir(&path)?.map(|e| Ok(e?.file_name().to_string_lossy().into()));
            names.collect()
        };
        read().map_err(|source| RegistryError::Io { path: path.clone(), source })
    }
}

#[cfg(test)]
mod tests;
