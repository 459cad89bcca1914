//! Looks at what is known: every file by its own path, whatever else is in the workspace.
//!
//! Only this step finds that a file is gone, and only by looking up that very name. A folder that
//! was not listed says nothing about its contents.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::limits::LARGE;
use super::refusals::Refusals;
use super::version::{Outcome, Reading, Stamp};
use crate::domain::event::{EventBody, FileVersion};
use crate::files::began::Began;
use crate::files::beneath::{Absent, Cursor, Folder, Stands};
use crate::files::change::Change;

pub(super) struct Known {
    pub version: FileVersion,
    /// None until this scanner has read the file itself and every later change of it would show.
    pub stamp: Option<Stamp>,
}

/// What looking at all known files showed.
pub(super) struct Looked {
    pub changes: Vec<Change>,
    /// Files that could not be looked at. They count as unchanged.
    pub unknown: u64,
    /// Whether everything that has changed was read.
    pub complete: bool,
}

/// Where the next scan begins to read, in the session's own places and elsewhere: at what the last
/// one had no room for. So files that change all the time do not keep others from being read.
#[derive(Default)]
pub(super) struct PutOff([Option<String>; 2]);

pub(super) struct Look<'a> {
    pub root: &'a Folder,
    pub began: &'a Began,
    /// The bytes that may be read in the session's own places, and the same again elsewhere.
    pub bytes: u64,
    pub put_off: &'a mut PutOff,
    pub refusals: &'a mut Refusals,
}

impl Look<'_> {
    /// Looks at every known file and forgets those that are gone.
    pub fn at(mut self, known: &mut BTreeMap<String, Known>) -> Looked {
        let mut looked = Looked {
            changes: Vec::new(),
            unknown: 0,
            complete: true,
        };
        let mut gone = Vec::new();
        for (turn, own) in [true, false].into_iter().enumerate() {
            let mut reading = Reading::of(self.bytes);
            let first = self.put_off.0[turn].take();
            let first = first.as_deref().unwrap_or_default();
            let mut cursor = Cursor::new(self.root);
            let then = (Bound::Included(first), Bound::Unbounded);
            let before = (Bound::Unbounded, Bound::Excluded(first));
            for part in [then, before] {
                for (path, known) in known.range_mut::<str, _>(part) {
                    if self.began.is_own(path) == own {
                        looked.see(&mut cursor, path, known, &mut reading, &mut gone);
                        if !reading.complete && self.put_off.0[turn].is_none() {
                            self.put_off.0[turn] = Some(path.clone());
                        }
                        self.refuse(path, known, &mut looked);
                    }
                }
            }
            looked.complete &= reading.complete;
        }
        looked.forget(known, self.root, gone);
        looked
    }

    fn refuse(&mut self, path: &str, known: &Known, looked: &mut Looked) {
        if known.version.content.is_none() {
            looked.changes.extend(self.refusals.see(path, LARGE));
        }
    }
}

fn is_gone(cursor: &mut Cursor<'_>, path: &str) -> bool {
    match cursor.parent(path) {
        (Err(absent), _) => absent == Absent::Gone,
        (Ok(folder), name) => !matches!(folder.look(name), Stands::File(_) | Stands::Unknown),
    }
}

impl Looked {
    fn see(
        &mut self,
        cursor: &mut Cursor<'_>,
        path: &str,
        known: &mut Known,
        reading: &mut Reading,
        gone: &mut Vec<String>,
    ) {
        match cursor.parent(path) {
            (Err(Absent::Gone), _) => gone.push(path.to_owned()),
            (Err(Absent::Unknown), _) => self.unknown += 1,
            (Ok(folder), name) => match folder.look(name) {
                Stands::File(stat) if known.stamp == Some(Stamp::of(&stat)) => {}
                Stands::File(_) => {
                    let outcome = reading.read(folder, name);
                    self.take(path, known, outcome);
                }
                Stands::Unknown => self.unknown += 1,
                _ => gone.push(path.to_owned()),
            },
        }
    }

    /// Looks up the file again from the root: if its folder was swapped for another during the
    /// scan, the file may still be where it was.
    fn forget(
        &mut self,
        known: &mut BTreeMap<String, Known>,
        root: &Folder,
        mut gone: Vec<String>,
    ) {
        let mut again = Cursor::new(root);
        gone.retain(|path| is_gone(&mut again, path));
        for path in gone {
            if let Some(Known { version, .. }) = known.remove(&path) {
                let before = version;
                let body = EventBody::FileDeleted { path, before };
                self.changes.push(Change::of(body));
            }
        }
    }

    fn take(&mut self, path: &str, known: &mut Known, outcome: Outcome) {
        match outcome {
            Outcome::Read {
                version,
                content,
                stamp,
            } => {
                known.stamp = stamp;
                if known.version != version {
                    let before = Some(std::mem::replace(&mut known.version, version));
                    self.changes
                        .push(Change::to(path, before, version, content));
                }
            }
            // The next scan determines what it is.
            Outcome::Later | Outcome::Other => {}
            Outcome::Failed => self.unknown += 1,
        }
    }
}
