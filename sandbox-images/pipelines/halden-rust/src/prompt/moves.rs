//! Moving labels: promotion, rollout and rollback. Each move is written down in the log.

use serde::Serialize;

use super::change_log::{self, Entry};
use super::labels::{LABELS, Pointer, Rollout};
use super::registry::{Registry, RegistryError};
use crate::journal::now;

/// A label that has moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The prompt.
    pub name: String,
    /// The label.
    pub label: String,
    /// What it pointed to; null for a new label.
    pub from: Option<Pointer>,
    /// What it points to now.
    pub to: Pointer,
}

impl Registry {
    /// Points a label to a version, which must be there and usable, for everyone: a rollout of
    /// this label ends.
    pub fn promote(&self, name: &str, version: u32, label: &str) -> Result<Moved, RegistryError> {
        self.usable(name, version)?;
        self.point(name, label, "promote", |_| Ok(Pointer { version, rollout: None }))
    }

    /// Gives a version to a share of those who ask for a label.
    pub fn rollout(
        &self,
        name: &str,
        version: u32,
        label: &str,
        percent: u8,
    ) -> Result<Moved, RegistryError> {
        if percent > 100 {
            return Err(RegistryError::Percent(percent));
        }
        self.usable(name, version)?;
        self.point(name, label, "rollout", |from| {
            let from = from.ok_or_else(|| RegistryError::no_label(name, label))?;
            Ok(Pointer { rollout: Some(Rollout { version, percent }), ..from })
        })
    }

    /// Ends a label's rollout; without one, takes back its last promotion.
    pub fn rollback(&self, name: &str, label: &str) -> Result<Moved, RegistryError> {
        self.point(name, label, "rollback", |from| {
            let from = from.ok_or_else(|| RegistryError::no_label(name, label))?;
            if from.rollout.is_some() {
                return Ok(Pointer { rollout: None, ..from });
            }
            let before = change_log::before_promotion(self.folder(), name, label, from.version)?;
            let version = before.ok_or_else(|| RegistryError::NothingBefore {
                name: name.to_owned(),
                label: label.to_owned(),
            })?;
            self.usable(name, version)?;
            Ok(Pointer { version, rollout: None })
        })
    }

    /// The log is written before the label moves into place: a move that nobody can find out about
    /// is worse than a line about a move that failed.
    fn point(
        &self,
        name: &str,
        label: &str,
        action: &str,
        to: impl FnOnce(Option<Pointer>) -> Result<Pointer, RegistryError>,
    ) -> Result<Moved, RegistryError> {
        let mut labels = self.labels()?;
        let from = labels.pointer(name, label);
        let to = to(from)?;
        labels.point(name, label, to)?;
        let path = self.folder().join(LABELS);
        let unfinished = self.folder().join(format!("{LABELS}.new"));
        labels.write(&unfinished)?;
        let (prompt, label) = (name.to_owned(), label.to_owned());
        let (who, action) = (change_log::who(), action.to_owned());
        let entry = Entry { at: now(), who, action, prompt, label, from, to };
        change_log::append(self.folder(), &entry)?;
        std::fs::rename(&unfinished, &path).map_err(|source| RegistryError::Io { path, source })?;
        Ok(Moved { name: entry.prompt, label: entry.label, from, to })
    }
}
