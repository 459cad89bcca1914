//! `labels.toml`: which version a label means, and for whom another one.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::registry::RegistryError;

/// The name of the file.
pub(super) const LABELS: &str = "labels.toml";
/// No label can have this name: it is the table of rollouts.
const RESERVED: &str = "rollout";

/// The labels of all prompts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Labels(BTreeMap<String, OfPrompt>);

/// The labels of one prompt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct OfPrompt {
    #[serde(flatten)]
    versions: BTreeMap<String, u32>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    rollout: BTreeMap<String, Rollout>,
}

/// Another version for a share of those who ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rollout {
    /// The version that they get.
    pub version: u32,
    /// How many of a hundred.
    pub percent: u8,
}

/// What a label points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// The version for everyone who is not in the rollout.
    pub version: u32,
    /// The rollout, if there is one.
    pub rollout: Option<Rollout>,
}

impl Labels {
    /// Parses the file. A share that is none is an error, and so is a rollout of a label that
    /// nothing points to.
    pub fn parse(text: &str) -> Result<Self, RegistryError> {
        let labels: Self = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        for (name, of_prompt) in &labels.0 {
            for (label, rollout) in &of_prompt.rollout {
                if rollout.percent > 100 {
                    return Err(wrong(format!("{} % of `{name}` `{label}`", rollout.percent)));
                }
                if !of_prompt.versions.contains_key(label) {
                    return Err(wrong(format!(
                        "a rollout of `{name}` `{label}`, which is no label"
                    )));
                }
            }
        }
        Ok(labels)
    }

    /// What a label of a prompt points to.
    pub fn pointer(&self, name: &str, label: &str) -> Option<Pointer> {
        let of_prompt = self.0.get(name)?;
        let version = *of_prompt.versions.get(label)?;
        Some(Pointer { version, rollout: of_prompt.rollout.get(label).copied() })
    }

    /// The labels of a prompt.
    pub fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a String, Pointer)> {
        let versions = self.0.get(name).into_iter().flat_map(|of_prompt| of_prompt.versions.keys());
        versions.filter_map(move |label| Some((label, self.pointer(name, label)?)))
    }

    /// Points a label.
    pub fn point(&mut self, name: &str, label: &str, to: Pointer) -> Result<(), RegistryError> {
        if label == RESERVED {
            return Err(wrong(format!("`{RESERVED}` cannot be a label")));
        }
        let of_prompt = self.0.entry(name.to_owned()).or_default();
        of_prompt.versions.insert(label.to_owned(), to.version);
        match to.rollout {
            Some(rollout) => of_prompt.rollout.insert(label.to_owned(), rollout),
            None => of_prompt.rollout.remove(label),
        };
        Ok(())
    }

    /// Writes the file beside its place; the caller moves it there.
    pub fn write(&self, unfinished: &Path) -> Result<(), RegistryError> {
        let text = toml::to_string(self).map_err(|error| wrong(error.to_string()))?;
        std::fs::write(unfinished, format!("# Written by `halden prompts`.\n{text}"))
            .map_err(|source| RegistryError::Io { path: unfinished.to_owned(), source })
    }
}

fn wrong(problem: String) -> RegistryError {
    RegistryError::Labels(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "[answer]\nproduction = 3\nstaging = 4\n\n\
        [answer.rollout.production]\nversion = 4\npercent = 20\n";

    #[test]
    fn labels_survive_being_written_and_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(LABELS);
        let mut labels = Labels::parse(FILE).unwrap();
        let rollout = Some(Rollout { version: 4, percent: 20 });
        let pointer = Pointer { version: 3, rollout };
        assert_eq!(labels.pointer("answer", "production"), Some(pointer));
        assert_eq!(labels.pointer("answer", "rollout"), None);
        labels.point("judge", "production", Pointer { version: 1, rollout: None }).unwrap();
        labels.write(&file).unwrap();
        assert_eq!(Labels::parse(&std::fs::read_to_string(&file).unwrap()).unwrap(), labels);
        assert!(labels.point("answer", "rollout", pointer).is_err());
    }

    #[test]
    fn a_share_above_all_and_a_rollout_of_nothing_are_errors() {
        assert!(Labels::parse(&FILE.replace("20", "101")).is_err());
        assert!(Labels::parse(&FILE.replace("20", "100")).is_ok());
        assert!(Labels::parse(&FILE.replace("20", "-1")).is_err());
        assert!(Labels::parse(&FILE.replace("rollout.production", "rollout.canary")).is_err());
    }
}
