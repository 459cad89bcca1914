//! Which versions there are, and which one a label means.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::template::{Template, TemplateError};
use crate::text::sha256;

const LABELS: &str = "labels.toml";

type Labels = BTreeMap<String, BTreeMap<String, u32>>;

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

/// A version of a prompt, for listings.
#[derive(Debug, Serialize)]
pub struct Listing {
    /// The prompt.
    pub name: String,
    /// The version.
    pub version: u32,
    /// The labels that point to it.
    pub labels: Vec<String>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// What it is for.
    pub purpose: String,
}

/// Why a prompt cannot be found or used.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A file or folder cannot be read or written.
    #[error("{path}: {source}")]
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
    /// The file is there but not usable.
    #[error("prompt `{name}` version {version} {source}")]
    Template {
        /// The prompt.
        name: String,
        /// The version.
        version: u32,
        /// What is wrong.
        source: TemplateError,
    },
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
                let version = labels.get(name).and_then(|of_prompt| of_prompt.get(label));
                let unknown =
                    || RegistryError::NoLabel { name: name.to_owned(), label: label.clone() };
                (*version.ok_or_else(unknown)?, Some(label.clone()))
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

    /// Every version of every prompt.
    pub fn list(&self) -> Result<Vec<Listing>, RegistryError> {
        let labels = self.labels()?;
        let mut listings = Vec::new();
        for name in self.entries("")? {
            if !self.folder.join(&name).is_dir() {
                continue;
            }
            for file in self.entries(&name)? {
                let number = file.strip_prefix('v').and_then(|rest| rest.strip_suffix(".md"));
                let Some(version) = number.and_then(|n| n.parse().ok()) else {
                    continue;
                };
                let prompt = self.resolve(&name, &Selector::Version(version))?;
                let pointing = labels.get(&name).into_iter().flatten();
                listings.push(Listing {
                    labels: pointing
                        .filter(|(_, v)| **v == version)
                        .map(|(l, _)| l.clone())
                        .collect(),
                    version,
                    sha256: prompt.sha256,
                    purpose: prompt.template.purpose().to_owned(),
                    name: name.clone(),
                });
            }
        }
        listings.sort_by(|a, b| (&a.name, a.version).cmp(&(&b.name, b.version)));
        Ok(listings)
    }

    /// Points a label to a version, which must be there and usable.
    pub fn promote(&self, name: &str, version: u32, label: &str) -> Result<Prompt, RegistryError> {
        let mut prompt = self.resolve(name, &Selector::Version(version))?;
        let mut labels = self.labels()?;
        labels.entry(name.to_owned()).or_default().insert(label.to_owned(), version);
        let text = toml::to_string(&labels).map_err(|e| RegistryError::Labels(e.to_string()))?;
        let path = self.folder.join(LABELS);
        let unfinished = self.folder.join(format!("{LABELS}.new"));
        std::fs::write(&unfinished, format!("# Written by `halden prompts promote`.\n{text}"))
            .and_then(|()| std::fs::rename(&unfinished, &path))
            .map_err(|source| RegistryError::Io { path, source })?;
        prompt.label = Some(label.to_owned());
        Ok(prompt)
    }

    fn labels(&self) -> Result<Labels, RegistryError> {
        toml::from_str(&self.read(LABELS)?).map_err(|e| RegistryError::Labels(e.to_string()))
    }

    fn read(&self, file: &str) -> Result<String, RegistryError> {
        let path = self.folder.join(file);
        std::fs::read_to_string(&path).map_err(|source| RegistryError::Io { path, source })
    }

    fn entries(&self, folder: &str) -> Result<Vec<String>, RegistryError> {
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
mod tests {
    use super::*;

    #[test]
    fn a_label_follows_its_promotion_and_an_unusable_version_is_not_promoted() {
        let folder = tempfile::tempdir().unwrap();
        let prompt = |purpose| {
            format!(
                "---\npurpose: {purpose}\nrequired: [q]\n---\n# System\nS\n\n# User\n{{{{q}}}}\n"
            )
        };
        std::fs::create_dir(folder.path().join("answer")).unwrap();
        let write = |file: &str, text: String| {
            std::fs::write(folder.path().join(file), text).unwrap();
        };
        write("answer/v1.md", prompt("first"));
        write("answer/v2.md", prompt("second"));
        write("answer/v3.md", prompt("third").replace("{{q}}", "{{typo}}"));
        write("labels.toml", "[answer]\nproduction = 1\n".into());

        let registry = Registry::new(folder.path());
        let production = Selector::Label("production".into());
        assert_eq!(registry.resolve("answer", &production).unwrap().version, 1);
        registry.promote("answer", 2, "production").unwrap();
        assert_eq!(registry.resolve("answer", &production).unwrap().version, 2);
        assert!(registry.promote("answer", 3, "production").is_err());
        assert!(registry.promote("answer", 9, "production").is_err());
        assert_eq!(registry.resolve("answer", &production).unwrap().version, 2);
        let unknown = registry.resolve("answer", &Selector::Label("canary".into()));
        assert!(matches!(unknown, Err(RegistryError::NoLabel { .. })));
    }
}
