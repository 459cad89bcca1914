//! Which files there are, as events of changes say. Where it starts is in a content that
//! `session.started` refers to, which no fold can read: whoever has it starts the fold with it.
//!
//! The recorder of a running session keeps this itself, since it compares the disk with it. The
//! replay asks for any moment, so it keeps every step instead and folds them up to there.

use std::collections::BTreeMap;

use super::fold::Projection;
use crate::domain::event::{Event, EventBody, FileVersion};

/// What one event does to one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStep<'a> {
    pub path: &'a str,
    /// None if it was not there.
    pub before: Option<FileVersion>,
    /// None if it is gone.
    pub after: Option<FileVersion>,
}

impl<'a> FileStep<'a> {
    /// None of an event that changes no file.
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

/// Files by their path below the workspace, `/`-separated.
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
