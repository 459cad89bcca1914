//! Finds what is new: lists folders, those that the session began with first. What is found is only
//! noted. Which of it is recorded is decided when everything is known.

use std::collections::{BTreeMap, VecDeque};

use rustix::fs::{Dir, FileType};

use super::known::Known;
use super::limits::{DEPTH_LIMIT, Limits};
use crate::files::began::Began;
use crate::files::beneath::{Absent, Cursor, Folder, Stands};
use crate::files::generated::by_mark;
use crate::files::watches::Watches;

#[derive(Default)]
pub(super) struct Found {
    /// New files, by their folder.
    pub new: Vec<NewIn>,
    /// Paths that are never recorded, whatever room there is, and why.
    pub refused: Vec<(String, &'static str)>,
    /// Folders that are summarised, and why.
    pub generated: BTreeMap<String, String>,
    /// Folders that were not listed.
    pub unvisited: u64,
}

/// New files of one folder.
pub(super) struct NewIn {
    pub folder: String,
    pub names: Vec<String>,
    /// Whether there are more than were looked at.
    pub more: bool,
}

/// Lists a workspace.
pub(super) struct Finder<'a> {
    known: &'a BTreeMap<String, Known>,
    began: &'a Began,
    limits: &'a Limits,
    watches: Option<&'a mut Watches>,
    cursor: Cursor<'a>,
    queue: VecDeque<String>,
    found: Found,
    /// Names that were read outside of the session's own folders.
    names: usize,
    folders: usize,
}

impl<'a> Finder<'a> {
    pub fn new(
        root: &'a Folder,
        known: &'a BTreeMap<String, Known>,
        began: &'a Began,
        limits: &'a Limits,
        watches: Option<&'a mut Watches>,
    ) -> Self {
        Self {
            known,
            began,
            limits,
            watches,
            cursor: Cursor::new(root),
            queue: VecDeque::new(),
            found: Found::default(),
            names: 0,
            folders: 0,
        }
    }

    /// Lists the folders that the session began with. They come first in everything.
    pub fn look_into_own(&mut self) {
        let began = self.began;
        for folder in began.folders() {
            self.look_into(folder);
        }
    }

    /// The watches that are left.
    pub fn watches(&mut self) -> Option<&mut Watches> {
        self.watches.as_deref_mut()
    }

    /// Lists every other folder, as far as the limits allow.
    pub fn find(mut self) -> Found {
        while let Some(folder) = self.queue.pop_front() {
            if self.folders >= self.limits.folders || self.names >= self.limits.names {
                self.found.unvisited += 1;
                continue;
            }
            self.folders += 1;
            self.look_into(&folder);
        }
        self.found.refused.sort();
        self.found
    }

    fn look_into(&mut self, path: &str) {
        let folder = match self.cursor.folder(path) {
            Ok(folder) => folder,
            Err(Absent::Gone) => return,
            Err(Absent::Unknown) => {
                self.found.unvisited += 1;
                return;
            }
        };
        if self.began.may_be_marked(path)
            && let Some(why) = by_mark(folder)
        {
            self.found.generated.insert(path.to_owned(), why.to_owned());
            return;
        }
        // The watch is set before names are read, so that no change in between is missed.
        if let Some(watches) = &mut self.watches {
            watches.set(folder);
        }
        let Ok(names) = folder.names() else {
            self.found.unvisited += 1;
            return;
        };
        let entries = self.entries(path, names);
        self.sort_out(path, entries);
    }

    /// The names of a folder and their types, as far as the limits allow. `None` as the last one:
    /// there are more.
    fn entries(&mut self, path: &str, names: Dir) -> Vec<Option<(String, FileType)>> {
        let prefix = prefix_of(path);
        let own = self.began.has(path);
        let mut entries = Vec::new();
        // Names that are not text count towards the limit too: each takes a look.
        let mut seen = 0;
        for entry in names {
            let full =
                seen >= self.limits.names_of_folder || (!own && self.names >= self.limits.names);
            let entry = match entry {
                Ok(entry) if !full => entry,
                _ => {
                    entries.push(None);
                    break;
                }
            };
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            seen += 1;
            self.names += usize::from(!own);
            if let Ok(name) = name.to_str() {
                entries.push(Some((name.to_owned(), entry.file_type())));
            } else {
                let shown = name.to_bytes().escape_ascii();
                let path = format!("{prefix}{shown}");
                self.found.refused.push((path, "the name is not UTF-8"));
            }
        }
        entries
    }

    fn sort_out(&mut self, folder: &str, entries: Vec<Option<(String, FileType)>>) {
        let prefix = prefix_of(folder);
        let mut new = NewIn {
            folder: folder.to_owned(),
            names: Vec::new(),
            more: false,
        };
        for entry in entries {
            let Some((name, kind)) = entry else {
                new.more = true;
                break;
            };
            let path = format!("{prefix}{name}");
            match self.kind(folder, &name, kind) {
                FileType::RegularFile if self.known.contains_key(&path) => {}
                FileType::RegularFile => new.names.push(name),
                FileType::Directory => self.folder(path),
                FileType::Symlink => self.found.refused.push((path, "it is a link")),
                FileType::Unknown => {}
                _ => self.found.refused.push((path, "it is not a file")),
            }
        }
        if new.more || !new.names.is_empty() {
            new.names.sort();
            self.found.new.push(new);
        }
    }

    /// Some file systems do not report a name's type.
    fn kind(&mut self, folder: &str, name: &str, said: FileType) -> FileType {
        if said != FileType::Unknown {
            return said;
        }
        let Ok(folder) = self.cursor.folder(folder) else {
            return FileType::Unknown;
        };
        match folder.look(name) {
            Stands::File(_) => FileType::RegularFile,
            Stands::Folder => FileType::Directory,
            Stands::Link => FileType::Symlink,
            Stands::Special => FileType::Fifo,
            Stands::Nothing | Stands::Unknown => FileType::Unknown,
        }
    }

    fn folder(&mut self, path: String) {
        // At the top `.git` is the candidate's repository, which is recorded separately.
        if path == ".git" || self.began.has(&path) {
            return;
        }
        if let Some(why) = self.began.generated(&path) {
            self.found.generated.insert(path, why);
        } else if path.split('/').count() > DEPTH_LIMIT {
            self.found
                .refused
                .push((path, "folders are nested too deep"));
        } else if self.began.is_own(&format!("{path}/")) {
            self.queue.push_front(path);
        } else {
            self.queue.push_back(path);
        }
    }
}

fn prefix_of(folder: &str) -> String {
    if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    }
}
