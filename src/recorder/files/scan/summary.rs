//! How much is in folders that are not recorded file by file. They are counted at intervals, and
//! reported when the count has changed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rustix::fs::FileType;

use crate::domain::event::{EventBody, FolderSummary};
use crate::files::beneath::{Absent, Cursor, Folder, Stands};
use crate::files::change::Change;
use crate::files::coverage::LeftOut;

/// The least time between two counts of one folder.
const APART: Duration = Duration::from_secs(60);
/// The most folders that are summarised one by one.
const FOLDERS: usize = 200;
/// The most files that are counted in one scan.
const FILES: u64 = 50_000;
/// How deep folders below a summarised one are counted.
const DEPTH: usize = 32;

#[derive(Default)]
pub(super) struct Summaries {
    folders: BTreeMap<String, Known>,
    /// The folders beyond those, as one.
    rest: Rest,
}

struct Known {
    why: String,
    /// None before the first count.
    said: Option<Count>,
    due: Option<Instant>,
}

#[derive(Default)]
struct Rest {
    folders: u64,
    said: Option<(u64, Count)>,
    due: Option<Instant>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    files: u64,
    bytes: u64,
    cut: bool,
}

impl Summaries {
    /// Notes what a scan found, and counts the folders that are due, or all of them.
    pub fn update(
        &mut self,
        root: &Folder,
        found: &BTreeMap<String, String>,
        now: Instant,
        all: bool,
    ) -> Vec<Change> {
        for (path, why) in found {
            if self.folders.len() < FOLDERS && !self.folders.contains_key(path) {
                let known = Known {
                    why: why.clone(),
                    said: None,
                    due: None,
                };
                self.folders.insert(path.clone(), known);
            }
        }
        let mut budget = FILES;
        let mut changes = Vec::new();
        let mut cursor = Cursor::new(root);
        self.folders.retain(|path, known| {
            if !all && known.due.is_some_and(|due| due > now) {
                return true;
            }
            known.due = Some(now + APART);
            let (count, stays) = match cursor.folder(path) {
                Ok(folder) => (Count::of(folder, 0, &mut budget), found.contains_key(path)),
                Err(Absent::Gone) => (Count::default(), false),
                Err(Absent::Unknown) => return true,
            };
            if known.said != Some(count) && (stays || known.said.is_some()) {
                known.said = Some(count);
                changes.push(count.change(path, &known.why));
            }
            stays || cursor.folder(path).is_ok()
        });
        let beyond = found.keys().filter(|it| !self.folders.contains_key(*it));
        changes.extend(self.rest.update(&mut cursor, beyond, budget, now, all));
        changes
    }

    /// The first `most` folders that are left out, worded for people, and the number of all of
    /// them.
    pub fn left_out(&self, most: usize) -> (Vec<LeftOut>, u64) {
        let named = self.folders.iter().take(most).map(|(path, known)| LeftOut {
            path: format!("{path}/"),
            why: known.why.clone(),
        });
        let count = self.folders.len() as u64 + self.rest.folders;
        (named.collect(), count)
    }
}

impl Rest {
    /// Counts these folders within the rest of the budget. Returns the events for counts that have
    /// changed.
    fn update<'a>(
        &mut self,
        cursor: &mut Cursor<'_>,
        beyond: impl Iterator<Item = &'a String> + Clone,
        mut budget: u64,
        now: Instant,
        all: bool,
    ) -> Option<Change> {
        self.folders = beyond.clone().count() as u64;
        if !all && self.due.is_some_and(|due| due > now) {
            return None;
        }
        self.due = Some(now + APART);
        let mut count = Count::default();
        for path in beyond {
            // An empty folder uses up some of the budget too.
            if budget == 0 {
                count.cut = true;
                break;
            }
            budget -= 1;
            match cursor.folder(path) {
                Ok(folder) => count.add(Count::of(folder, 0, &mut budget)),
                Err(Absent::Gone) => {}
                Err(Absent::Unknown) => count.cut = true,
            }
        }
        let said = (self.folders, count);
        if self.said.unwrap_or_default() == said {
            return None;
        }
        self.said = Some(said);
        let why = format!("{} more generated folders, counted as one", self.folders);
        Some(count.change("", &why))
    }
}

impl Count {
    fn of(folder: &Folder, depth: usize, budget: &mut u64) -> Self {
        let mut count = Self::default();
        let Ok(names) = folder.names() else {
            return Self { cut: true, ..count };
        };
        for entry in names {
            let Ok(entry) = entry else {
                count.cut = true;
                break;
            };
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            if *budget == 0 {
                count.cut = true;
                break;
            }
            *budget -= 1;
            let Ok(name) = name.to_str() else {
                count.files += 1;
                continue;
            };
            match entry.file_type() {
                FileType::Directory if depth >= DEPTH => count.cut = true,
                FileType::Directory => {
                    if let Ok(inner) = folder.folder(name) {
                        count.add(Self::of(&inner, depth + 1, budget));
                    }
                }
                _ => {
                    count.files += 1;
                    if let Stands::File(stat) = folder.look(name) {
                        count.bytes += stat.st_size.unsigned_abs();
                    }
                }
            }
        }
        count
    }

    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.cut |= other.cut;
    }

    fn change(self, path: &str, why: &str) -> Change {
        Change::of(EventBody::FileSummarised(FolderSummary {
            path: path.to_owned(),
            why: why.to_owned(),
            files: self.files,
            bytes: self.bytes,
            whole: !self.cut,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(changes: &[Change]) -> Vec<(String, u64, u64)> {
        let summary = |change: &Change| match &change.body {
            EventBody::FileSummarised(it) => (it.path.clone(), it.files, it.bytes),
            other => panic!("{other:?}"),
        };
        changes.iter().map(summary).collect()
    }

    #[test]
    fn a_folder_is_counted_now_and_then_and_said_when_it_has_changed() {
        let root = tempfile::tempdir().unwrap();
        let made = root.path().join("target/debug");
        std::fs::create_dir_all(&made).unwrap();
        std::fs::write(made.join("a"), "four").unwrap();
        let folder = Folder::root(root.path()).unwrap();
        let found = BTreeMap::from([("target".to_owned(), "why".to_owned())]);
        let (mut summaries, start) = (Summaries::default(), Instant::now());
        let first = summaries.update(&folder, &found, start, false);
        assert_eq!(said(&first), [("target".to_owned(), 1, 4)]);
        std::fs::write(made.join("b"), "two").unwrap();
        assert!(summaries.update(&folder, &found, start, false).is_empty());
        let later = summaries.update(&folder, &found, start + APART, false);
        assert_eq!(said(&later), [("target".to_owned(), 2, 7)]);
        assert!(summaries.update(&folder, &found, start, true).is_empty());
        std::fs::remove_dir_all(root.path().join("target")).unwrap();
        let gone = summaries.update(&folder, &BTreeMap::new(), start, true);
        assert_eq!(said(&gone), [("target".to_owned(), 0, 0)]);
        assert_eq!(summaries.left_out(5).1, 0);
    }
    #[test]
    fn folders_beyond_those_that_are_told_one_by_one_are_counted_as_one() {
        let root = tempfile::tempdir().unwrap();
        let mut found = BTreeMap::new();
        for number in 0..FOLDERS + 3 {
            let path = format!("f{number:04}/dist");
            std::fs::create_dir_all(root.path().join(&path)).unwrap();
            std::fs::write(root.path().join(&path).join("a"), "four").unwrap();
            found.insert(path, "why".to_owned());
        }
        let folder = Folder::root(root.path()).unwrap();
        let (mut summaries, start) = (Summaries::default(), Instant::now());
        let first = said(&summaries.update(&folder, &found, start, false));
        assert_eq!(first.len(), FOLDERS + 1);
        assert_eq!(first[FOLDERS], (String::new(), 3, 12));
        assert_eq!(summaries.left_out(5).1, FOLDERS as u64 + 3);
        assert!(summaries.update(&folder, &found, start, true).is_empty());
        // One of the folders that were reported disappears. Another takes its place.
        std::fs::remove_dir_all(root.path().join("f0000")).unwrap();
        found.remove("f0000/dist");
        summaries.update(&folder, &found, start, true);
        let next = said(&summaries.update(&folder, &found, start, true));
        assert_eq!(next.last(), Some(&(String::new(), 2, 8)));
        assert_eq!(summaries.left_out(5).1, FOLDERS as u64 + 2);
    }
}
