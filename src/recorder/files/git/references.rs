//! References: `HEAD`, the files below `refs/`, and `packed-refs`.
//!
//! As with files, a reference counts as gone only if that was seen: it has neither a file of its
//! own nor a line in a `packed-refs` that was read to its end. The files are read before
//! `packed-refs`, because git writes them in the other order. So a reference that is being packed
//! is seen in at least one of the two.

use std::collections::BTreeMap;

use rustix::fs::{FileType, Stat};
use rustix::io::Errno;

use super::object::is_id;
use crate::domain::workspace_path::is_below;
use crate::files::beneath::{Absent, Cursor, Folder, Stands};
use crate::files::watches::Watches;

/// The most references that are recorded.
const COUNT: usize = 500;
/// The most names below `refs/` that are looked at, whatever they are.
const NAMES: usize = 2_000;
/// The most folders among them that are listed. Each takes a watch, and watches are needed for the
/// work.
const FOLDERS: usize = 200;
/// How deep folders below `refs/` may be nested.
const DEPTH: usize = 8;
/// The most bytes of a reference's file, and of its name.
const FILE: usize = 1024;
const NAME: usize = 200;
/// The most bytes of `packed-refs`.
const PACKED: usize = 1024 * 1024;

#[derive(Debug, Default)]
pub(super) struct References {
    pub point_to: BTreeMap<String, String>,
    /// References that were known and are gone.
    pub gone: Vec<String>,
    /// References that were seen and exceed the limit.
    left_out: u64,
    /// Whether there may be more that were not seen.
    cut: bool,
}

/// `packed-refs`, read again only when it has changed.
#[derive(Debug, Default)]
pub(super) struct Packed {
    stamp: Option<(u64, i64, i64, u64)>,
    lines: BTreeMap<String, String>,
    whole: bool,
}

enum Points {
    To(String),
    Nowhere,
    Unknown,
}

impl References {
    /// Reads a repository's references. If this fails, nothing is known about any of them.
    pub fn read(
        workspace: &Folder,
        repository: &str,
        known: &BTreeMap<String, String>,
        packed: &mut Packed,
        watches: Option<&mut Watches>,
    ) -> Result<Self, Absent> {
        let mut references = Self::default();
        let git = match workspace.folder(repository) {
            Ok(git) => git,
            Err(Absent::Gone) => {
                references.gone = known.keys().cloned().collect();
                return Ok(references);
            }
            Err(Absent::Unknown) => return Err(Absent::Unknown),
        };
        let names = references.list(&git, watches);
        let unknown = references.read_files(&git, known, &names);
        packed.update(&git);
        references.read_packed(packed, known, &unknown);
        Ok(references)
    }

    /// The names that have a file of their own.
    fn list(&mut self, git: &Folder, mut watches: Option<&mut Watches>) -> Vec<String> {
        if let Some(watches) = watches.as_deref_mut() {
            watches.set(git);
        }
        let mut listing = Listing {
            names: vec!["HEAD".to_owned()],
            seen: 0,
            folders: 0,
            watches,
        };
        match git.folder("refs") {
            Ok(folder) => self.cut |= !listing.list(&folder, "refs", 0),
            Err(Absent::Gone) => {}
            Err(Absent::Unknown) => self.cut = true,
        }
        listing.names
    }

    /// Reads the files of references. Returns the names whose files could not be read.
    fn read_files(
        &mut self,
        git: &Folder,
        known: &BTreeMap<String, String>,
        names: &[String],
    ) -> Vec<String> {
        let mut cursor = Cursor::new(git);
        let mut unknown = Vec::new();
        // Known references come first, so that others beyond the limit do not displace them.
        let new = names.iter().filter(|name| !known.contains_key(*name));
        for name in known.keys().chain(new) {
            match points(&mut cursor, name) {
                Points::To(target) => self.add(name, target),
                Points::Nowhere => {}
                Points::Unknown => unknown.push(name.clone()),
            }
        }
        unknown
    }

    /// Adds references that have no file of their own, and notes which of the known ones are gone.
    fn read_packed(
        &mut self,
        packed: &Packed,
        known: &BTreeMap<String, String>,
        unknown: &[String],
    ) {
        self.cut |= !packed.whole;
        let fresh = packed
            .lines
            .iter()
            .filter(|(name, _)| !known.contains_key(*name));
        let kept = known
            .keys()
            .filter_map(|name| packed.lines.get_key_value(name));
        for (name, target) in kept.chain(fresh) {
            if !self.point_to.contains_key(name) && !unknown.contains(name) {
                self.add(name, target.clone());
            }
        }
        if packed.whole {
            let gone = known
                .keys()
                .filter(|name| !self.point_to.contains_key(*name) && !unknown.contains(name));
            self.gone = gone.cloned().collect();
        }
    }

    fn add(&mut self, name: &str, target: String) {
        if self.point_to.len() < COUNT {
            self.point_to.insert(name.to_owned(), target);
        } else {
            self.left_out += 1;
        }
    }

    /// What is not recorded. None if everything is.
    pub fn gap(&self) -> Option<String> {
        if self.left_out > 0 {
            return Some(format!(
                "At most {COUNT} references are recorded; {} are not.",
                self.left_out
            ));
        }
        self.cut
            .then(|| "Not all references could be read.".to_owned())
    }
}

/// Finds the names of references.
struct Listing<'a> {
    names: Vec<String>,
    seen: usize,
    folders: usize,
    watches: Option<&'a mut Watches>,
}

impl Listing<'_> {
    /// Adds the names below a folder. Returns whether those were all.
    fn list(&mut self, folder: &Folder, path: &str, depth: usize) -> bool {
        if depth > DEPTH || self.folders >= FOLDERS {
            return false;
        }
        self.folders += 1;
        if let Some(watches) = &mut self.watches {
            watches.set(folder);
        }
        let Ok(entries) = folder.names() else {
            return false;
        };
        let mut whole = true;
        for entry in entries {
            let Ok(entry) = entry else { return false };
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            // A name that is not a reference counts towards the limit too.
            if self.seen >= NAMES {
                return false;
            }
            self.seen += 1;
            let Ok(name) = name.to_str() else { continue };
            let path = format!("{path}/{name}");
            if entry.file_type() == FileType::Directory {
                if let Ok(inner) = folder.folder(name) {
                    whole &= self.list(&inner, &path, depth + 1);
                }
            } else if !name.as_bytes().ends_with(b".lock") && path.len() <= NAME && is_below(&path)
            {
                self.names.push(path);
            }
        }
        whole
    }
}

fn points(cursor: &mut Cursor<'_>, name: &str) -> Points {
    let (folder, name) = cursor.parent(name);
    let folder = match folder {
        Ok(folder) => folder,
        Err(Absent::Gone) => return Points::Nowhere,
        Err(Absent::Unknown) => return Points::Unknown,
    };
    match folder.read(name, FILE) {
        Ok(Some(content)) => match target(&content) {
            Some(target) => Points::To(target),
            // It is half written, or not git's.
            None => Points::Unknown,
        },
        Err(Errno::NOENT | Errno::LOOP | Errno::INVAL | Errno::NXIO) => Points::Nowhere,
        Ok(None) | Err(_) => Points::Unknown,
    }
}

/// An id, or `ref: ` and a name.
fn target(content: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(content).ok()?.trim_end();
    let name = line.strip_prefix("ref: ");
    let symbolic = name.is_some_and(|name| name.len() <= NAME && is_below(name));
    (symbolic || is_id(line)).then(|| line.to_owned())
}

impl Packed {
    fn update(&mut self, git: &Folder) {
        let stat = match git.look("packed-refs") {
            Stands::File(stat) => stat,
            Stands::Unknown => {
                self.whole = false;
                return;
            }
            _ => {
                *self = Self {
                    whole: true,
                    ..Self::default()
                };
                return;
            }
        };
        let stamp = stamp(&stat);
        if self.stamp == Some(stamp) {
            return;
        }
        *self = Self::default();
        if let Ok(Some(content)) = git.read("packed-refs", PACKED) {
            (self.stamp, self.whole) = (Some(stamp), true);
            self.lines = lines(&content);
        }
    }
}

fn stamp(stat: &Stat) -> (u64, i64, i64, u64) {
    (stat.st_ino, stat.st_size, stat.st_ctime, stat.st_ctime_nsec)
}

fn lines(content: &[u8]) -> BTreeMap<String, String> {
    let text = String::from_utf8_lossy(content);
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    let lines = lines.filter(|(id, name)| is_id(id) && name.len() <= NAME && is_below(name));
    lines
        .map(|(id, name)| (name.to_owned(), id.to_owned()))
        .collect()
}
