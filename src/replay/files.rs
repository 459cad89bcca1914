//! Changes of files, and which files differed from the start at a moment.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::answers::{ChangeView, ChangedView};
use crate::domain::event::{Actor, Event, FileVersion};
use crate::trace::projections::FileStep;

/// One change of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    pub seq: u64,
    /// The index of its path.
    pub path: usize,
    /// `None` if there was no file.
    pub before: Option<FileVersion>,
    /// `None` if the file was deleted.
    pub after: Option<FileVersion>,
    /// Whether the scenario made it.
    pub laid: bool,
}

/// All changes, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    paths: Vec<String>,
    changes: Vec<FileChange>,
    #[serde(skip)]
    places: HashMap<String, usize>,
}

/// What became of one file until a moment.
#[derive(Clone, Debug, Default)]
pub struct Fate {
    /// As it was before its first change.
    pub first: Option<FileVersion>,
    /// As it was after its last one.
    pub last: Option<FileVersion>,
    /// The events that changed it.
    pub seqs: Vec<u64>,
    /// Whether the scenario made all of the changes.
    pub laid: bool,
}

impl Files {
    pub fn take(&mut self, event: &Event) {
        let Some(step) = FileStep::of(&event.body) else {
            return;
        };
        let change = FileChange {
            seq: event.seq,
            path: self.place(step.path),
            before: step.before,
            after: step.after,
            laid: event.actor == Actor::System,
        };
        self.changes.push(change);
    }

    fn place(&mut self, path: &str) -> usize {
        if self.places.len() != self.paths.len() {
            let places = self.paths.iter().enumerate();
            self.places = places.map(|(place, path)| (path.clone(), place)).collect();
        }
        if let Some(place) = self.places.get(path) {
            return *place;
        }
        self.paths.push(path.to_owned());
        self.places.insert(path.to_owned(), self.paths.len() - 1);
        self.paths.len() - 1
    }

    /// What became of each file that changed until an event, by path.
    pub fn fates(&self, seq: u64) -> BTreeMap<&str, Fate> {
        let mut fates = BTreeMap::<&str, Fate>::new();
        let until = self.changes.partition_point(|it| it.seq <= seq);
        for change in &self.changes[..until] {
            let fate = fates
                .entry(&self.paths[change.path])
                .or_insert_with(|| Fate {
                    first: change.before,
                    laid: true,
                    ..Fate::default()
                });
            fate.last = change.after;
            fate.laid &= change.laid;
            fate.seqs.push(change.seq);
        }
        fates
    }

    /// The versions of a file until an event, each with its event; `None` for a deletion.
    pub fn versions(&self, path: &str, seq: u64) -> Vec<(u64, Option<FileVersion>)> {
        let until = self.changes.partition_point(|it| it.seq <= seq);
        let own = self.changes[..until].iter();
        let own = own.filter(|it| self.paths[it.path] == path);
        own.map(|it| (it.seq, it.after)).collect()
    }

    /// A file as it was before its first change.
    pub fn first_of(&self, path: &str) -> Option<FileVersion> {
        let first = self.changes.iter().find(|it| self.paths[it.path] == path)?;
        first.before
    }

    /// Files that differed from the start after an event.
    pub fn changed(&self, seq: u64) -> Vec<ChangedView> {
        let views = self.fates(seq).into_iter().filter_map(|(path, fate)| {
            let change = match (fate.first, fate.last) {
                (None, Some(_)) => ChangeView::Added,
                (Some(_), None) => ChangeView::Deleted,
                (Some(first), Some(last)) if first != last => ChangeView::Modified,
                _ => return None,
            };
            Some(ChangedView {
                path: path.to_owned(),
                change,
                seq: fate.seqs.last().copied()?,
                laid: fate.laid,
            })
        });
        views.collect()
    }

    /// Paths that the candidate changed, in the order of their first changes, with that event.
    pub fn edited(&self) -> Vec<(u64, &str)> {
        let mut seen = vec![false; self.paths.len()];
        let mut edited = Vec::new();
        for change in self.changes.iter().filter(|it| !it.laid) {
            if !std::mem::replace(&mut seen[change.path], true) {
                edited.push((change.seq, &self.paths[change.path][..]));
            }
        }
        edited
    }
}
