//! References: `HEAD`, the files below `refs/`, and `packed-refs`.
//!
//! As with files, one is gone only if it was seen to be: neither a file of its own nor a line of a
//! `packed-refs` that was read to its end. Files are read before `packed-refs`, as git writes them
//! in the other order: a reference that is being packed is seen in one of the two.

use std::collections::BTreeMap;

use rustix::fs::{FileType, Stat};
use rustix::io::Errno;

use super::object::is_id;
use crate::domain::workspace_path::is_below;
use crate::files::beneath::{Absent, Cursor, Folder, Stands};
use crate::files::watches::Watches;

/// References that are recorded.
const COUNT: usize = 500;
/// Names below `refs/` that are looked at, whatever they are.
const NAMES: usize = 2_000;
/// Folders among them that are looked into: each is watched, and watches are for the work.
const FOLDERS: usize = 200;
/// Folders below `refs/`, one below the other.
const DEPTH: usize = 8;
/// Bytes of a reference's file, and of its name.
const FILE: usize = 1024;
const NAME: usize = 200;
/// Bytes of `packed-refs`.
const PACKED: usize = 1024 * 1024;

/// What references point to.
#[derive(Debug, Default)]
pub(super) struct References {
    pub point_to: BTreeMap<String, String>,
    /// References that were known and are gone.
    pub gone: Vec<String>,
    /// References that were seen and are too many.
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

/// What a file says.
enum Points {
    To(String),
    Nowhere,
    Unknown,
}

impl References {
    /// Reads a repository's. An error: nothing can be said about any of them.
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
        let mut watches = watches;
        if let Some(watches) = watches.as_deref_mut() {
            watches.set(&git);
        }
        let mut listing = Listing {
            names: vec!["HEAD".to_owned()],
            seen: 0,
            folders: 0,
            watches,
        };
        match git.folder("refs") {
            Ok(folder) => references.cut |= !listing.list(&folder, "refs", 0),
            Err(Absent::Gone) => {}
            Err(Absent::Unknown) => references.cut = true,
        }
        let names = listing.names;
        let mut cursor = Cursor::new(&git);
        let mut unknown = Vec::new();
        // Those that are known come first: others beyond the count do not push them out.
        let new = names.iter().filter(|name| !known.contains_key(*name));
        for name in known.keys().chain(new) {
            match points(&mut cursor, name) {
                Points::To(target) => references.add(name, target),
                Points::Nowhere => {}
                Points::Unknown => unknown.push(name.clone()),
            }
        }
        packed.update(&git);
        references.cut |= !packed.whole;
        let fresh = packed
            .lines
            .iter()
            .filter(|(name, _)| !known.contains_key(*name));
        let kept = known
            .keys()
            .filter_map(|name| packed.lines.get_key_value(name));
        for (name, target) in kept.chain(fresh) {
            if !references.point_to.contains_key(name) && !unknown.contains(name) {
                references.add(name, target.clone());
            }
        }
        if packed.whole {
            let point_to = &references.point_to;
            let gone = known.keys().filter(|name| !point_to.contains_key(*name));
            references.gone = gone
                .filter(|name| !unknown.contains(name))
                .cloned()
                .collect();
        }
        Ok(references)
    }

    fn add(&mut self, name: &str, target: String) {
        if self.point_to.len() < COUNT {
            self.point_to.insert(name.to_owned(), target);
        } else {
            self.left_out += 1;
        }
    }

    /// What is not recorded, if anything.
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

/// Finds names of references.
struct Listing<'a> {
    names: Vec<String>,
    seen: usize,
    folders: usize,
    watches: Option<&'a mut Watches>,
}

impl Listing<'_> {
    /// Takes the names below a folder. Whether those were all.
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
            // A name that is not a reference costs a look as well.
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
            // Half written, or not git's.
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
