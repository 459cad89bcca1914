//! Which new files are recorded when there is no room for all of them: first those in the session's
//! own places, for which part of the room is reserved; then those in small folders.

use std::collections::BTreeMap;

use super::find::NewIn;
use super::known::Known;
use super::limits::{LARGE, Limits};
use super::refusals::Refusals;
use super::version::{Outcome, Reading};
use crate::files::began::Began;
use crate::files::beneath::{Cursor, Folder};
use crate::files::change::Change;
use crate::files::coverage::Missing;

pub(super) struct Admission<'a> {
    pub known: &'a mut BTreeMap<String, Known>,
    pub began: &'a Began,
    pub limits: &'a Limits,
    pub reading: &'a mut Reading,
    pub refusals: &'a mut Refusals,
}

#[derive(Default)]
pub(super) struct Admitted {
    pub changes: Vec<Change>,
    pub missing: Vec<Missing>,
    /// Files that could not be read.
    pub unreadable: u64,
}

impl Admission<'_> {
    /// Reads as many as there is room for.
    pub fn take(mut self, root: &Folder, mut new: Vec<NewIn>) -> Admitted {
        let mut admitted = Admitted::default();
        if new.is_empty() {
            return admitted;
        }
        let elsewhere = self.known.keys().filter(|path| !self.began.is_own(path));
        let mut elsewhere = elsewhere.count();
        new.sort_by_cached_key(|it| (!self.is_own(it), it.names.len(), it.folder.clone()));
        let mut cursor = Cursor::new(root);
        for new in new {
            let own = self.is_own(&new);
            let mut left_out = u64::from(new.more);
            for name in &new.names {
                let room = self.known.len() < self.limits.files
                    && (own || elsewhere + self.limits.reserved < self.limits.files);
                if !room {
                    left_out += 1;
                    continue;
                }
                let path = match new.folder.as_str() {
                    "" => name.clone(),
                    folder => format!("{folder}/{name}"),
                };
                let (Ok(folder), name) = cursor.parent(&path) else {
                    continue;
                };
                let outcome = self.reading.read(folder, name);
                elsewhere += usize::from(self.add(path, outcome, &mut admitted) && !own);
            }
            if left_out > 0 {
                admitted.missing.push(Missing {
                    folder: new.folder,
                    files: left_out,
                    more: new.more,
                });
            }
        }
        admitted
    }

    fn is_own(&self, new: &NewIn) -> bool {
        new.folder.is_empty() || self.began.is_own(&format!("{}/", new.folder))
    }

    fn add(&mut self, path: String, outcome: Outcome, admitted: &mut Admitted) -> bool {
        let Outcome::Read {
            version,
            content,
            stamp,
        } = outcome
        else {
            admitted.unreadable += u64::from(matches!(outcome, Outcome::Failed));
            return false;
        };
        if version.content.is_none() {
            admitted.changes.extend(self.refusals.see(&path, LARGE));
        }
        let change = Change::to(&path, None, version, content);
        admitted.changes.push(change);
        self.known.insert(path, Known { version, stamp });
        true
    }
}
