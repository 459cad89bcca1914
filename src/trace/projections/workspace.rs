//! The files of the workspace, according to the events of changes. The initial files are in a
//! content to which `session.started` refers, and a fold cannot read contents: the caller starts
//! the fold with them.
//!
//! The recorder of a running session keeps this itself, because it compares the disk with it. The
//! replay needs any moment, so it keeps every step and folds them up to that moment.

use std::collections::BTreeMap;

use super::fold::Projection;
use crate::domain::event::{Event, EventBody, FileVersion};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStep<'a> {
    pub path: &'a str,
    /// `None` if the file did not exist.
    pub before: Option<FileVersion>,
    /// `None` if the file was deleted.
    pub after: Option<FileVersion>,
}

impl<'a> FileStep<'a> {
    /// `None` if the event does not change a file.
    pub fn of(body: &'a EventBody) -> Option<Self> {
        let (path, before, after) = match body {
            EventBody::FileChanged {
                path,
                before,
                after,
            } => (path, *before, Some(*after)),
            EventBody::FileDeleted { path, before } => (path, Some(*before), None),
            _ => return None,
        };
        Some(Self {
            path,
            before,
            after,
        })
    }
}

/// Files by their path relative to the workspace, separated by `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workspace {
    pub files: BTreeMap<String, FileVersion>,
}

impl Projection for Workspace {
    const FAMILIES: &'static [&'static str] = &["file.changed", "file.deleted"];

    fn apply(&mut self, event: &Event) -> bool {
        let Some(step) = FileStep::of(&event.body) else {
            return false;
        };
        match step.after {
            Some(after) => self.files.insert(step.path.to_owned(), after),
            None => self.files.remove(step.path),
        };
        true
    }
}
