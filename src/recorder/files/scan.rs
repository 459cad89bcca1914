//! Scanning a hostile tree: every name is opened beneath its folder, no link is followed, and
//! size, count and depth are bounded. What is not recorded is recorded as refused.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Dir, FileType, Mode, OFlags, Stat, fstat, openat};
use rustix::io::Errno;

use super::snapshot::Snapshot;
use crate::domain::event::{EventBody, FileVersion};
use crate::domain::ids::Digest;
use crate::domain::payload::BlobRef;

/// Contents beyond this many bytes are not kept; their size is.
pub const CONTENT_LIMIT: u64 = 8 * 1024 * 1024;
/// The most files of a workspace that are recorded.
pub const COUNT_LIMIT: usize = 20_000;
/// The most folders one below another.
pub const DEPTH_LIMIT: usize = 24;
/// The most new bytes in one scan; what is beyond comes with the next one.
const SCAN_LIMIT: u64 = 256 * 1024 * 1024;
/// Left out: the candidate's own version control, whose files change with every command.
const LEFT_OUT: &[&str] = &[".git"];

/// The workspace itself could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {cause}")]
pub struct ScanError {
    path: PathBuf,
    cause: std::io::Error,
}

/// A difference to what was known, and the contents that it refers to.
#[derive(Debug)]
pub struct Change {
    /// The event.
    pub body: EventBody,
    /// New contents.
    pub contents: Vec<Vec<u8>>,
}

/// What tells that a file was not touched. The change time is the kernel's, not the candidate's.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    size: i64,
    changed: (i64, u64),
    mode: u32,
}

struct Known {
    version: FileVersion,
    /// None until this scanner has read the file itself.
    stamp: Option<Stamp>,
    seen: bool,
}

/// Compares a workspace with what is known of it.
pub struct Scanner {
    path: PathBuf,
    root: OwnedFd,
    known: BTreeMap<String, Known>,
    /// Paths that were refused, with the reason, so that each is said once.
    refused: BTreeMap<String, &'static str>,
    changes: Vec<Change>,
    count: usize,
    read: u64,
    complete: bool,
}

impl Scanner {
    /// A scanner that knows this much already.
    pub fn open(path: &Path, known: Snapshot) -> Result<Self, ScanError> {
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::RDONLY;
        let root = openat(CWD, path, flags, Mode::empty()).map_err(|errno| ScanError {
            path: path.to_owned(),
            cause: errno.into(),
        })?;
        let known = known
            .0
            .into_iter()
            .map(|(path, version)| {
                (
                    path,
                    Known {
                        version,
                        stamp: None,
                        seen: false,
                    },
                )
            })
            .collect();
        Ok(Self {
            path: path.to_owned(),
            root,
            known,
            refused: BTreeMap::new(),
            changes: Vec::new(),
            count: 0,
            read: 0,
            complete: true,
        })
    }

    /// How the workspace was at the last scan.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(
            self.known
                .iter()
                .map(|(path, known)| (path.clone(), known.version))
                .collect(),
        )
    }

    /// Whether the last scan came to the end, or left something for the next one.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Every difference since the last scan. Blocks: call it on a blocking thread.
    pub fn scan(&mut self) -> Result<Vec<Change>, ScanError> {
        (self.count, self.read, self.complete) = (0, 0, true);
        for known in self.known.values_mut() {
            known.seen = false;
        }
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::RDONLY;
        let root = openat(&self.root, ".", flags, Mode::empty()).map_err(|errno| ScanError {
            path: self.path.clone(),
            cause: errno.into(),
        })?;
        self.folder(&root, "", 0);
        self.forget_unseen();
        Ok(std::mem::take(&mut self.changes))
    }

    fn forget_unseen(&mut self) {
        let gone: Vec<_> = self
            .known
            .iter()
            .filter(|(_, it)| !it.seen)
            .map(|(path, _)| path.clone())
            .collect();
        for path in gone {
            if let Some(known) = self.known.remove(&path) {
                let body = EventBody::FileDeleted {
                    path,
                    before: known.version,
                };
                self.changes.push(Change {
                    body,
                    contents: Vec::new(),
                });
            }
        }
    }

    fn folder(&mut self, folder: &OwnedFd, prefix: &str, depth: usize) {
        if depth > DEPTH_LIMIT {
            self.refuse(prefix, "folders are nested too deep");
            return;
        }
        let Ok(entries) = Dir::read_from(folder) else {
            // It went away, or the candidate made it unreadable, which does not stop root.
            return;
        };
        let mut names: Vec<_> = entries
            .flatten()
            .map(|entry| entry.file_name().to_owned())
            .filter(|name| !matches!(name.to_bytes(), b"." | b".."))
            .collect();
        names.sort();
        for name in names {
            match name.to_str() {
                Ok(name) if depth == 0 && LEFT_OUT.contains(&name) => {}
                Ok(name) => self.entry(folder.as_fd(), name, &format!("{prefix}{name}"), depth),
                Err(_) => {
                    let shown = name.to_bytes().escape_ascii().to_string();
                    self.refuse(&format!("{prefix}{shown}"), "the name is not UTF-8");
                }
            }
        }
    }

    fn entry(&mut self, folder: BorrowedFd<'_>, name: &str, path: &str, depth: usize) {
        self.count += 1;
        if self.count > COUNT_LIMIT {
            self.refuse("", "the workspace has too many files");
            self.keep_as_it_was(path);
            return;
        }
        // NOFOLLOW: a link is an error, not a way out. NONBLOCK: a pipe does not hold us up.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::RDONLY;
        let file = match openat(folder, name, flags | OFlags::NOCTTY, Mode::empty()) {
            Ok(file) => file,
            Err(Errno::LOOP) => return self.refuse(path, "it is a link"),
            Err(Errno::NXIO) => return self.refuse(path, "it is no file"),
            Err(Errno::NOENT) => return,
            Err(_) => {
                self.keep_as_it_was(path);
                return self.refuse(path, "it cannot be read");
            }
        };
        let Ok(stat) = fstat(&file) else { return };
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => self.file(file, &stat, path),
            FileType::Directory => self.folder(&file, &format!("{path}/"), depth + 1),
            _ => self.refuse(path, "it is no file"),
        }
    }

    fn file(&mut self, file: OwnedFd, stat: &Stat, path: &str) {
        let stamp = Stamp {
            inode: stat.st_ino,
            size: stat.st_size,
            changed: (stat.st_ctime, stat.st_ctime_nsec),
            mode: stat.st_mode,
        };
        if let Some(known) = self.known.get_mut(path)
            && known.stamp == Some(stamp)
        {
            known.seen = true;
            return;
        }
        if self.read > SCAN_LIMIT {
            self.complete = false;
            return self.keep_as_it_was(path);
        }
        let Ok((version, content)) = read_version(file, stat) else {
            return self.keep_as_it_was(path);
        };
        self.read += version.size.min(CONTENT_LIMIT);
        if version.content.is_none() {
            self.refuse(path, "it is larger than 8 MiB: only its size is recorded");
        }
        let known = Known {
            version,
            stamp: Some(stamp),
            seen: true,
        };
        let before = self
            .known
            .insert(path.to_owned(), known)
            .map(|known| known.version);
        if before != Some(version) {
            let body = EventBody::FileChanged {
                path: path.to_owned(),
                before,
                after: version,
            };
            self.changes.push(Change {
                body,
                contents: content.into_iter().collect(),
            });
        }
    }

    fn keep_as_it_was(&mut self, path: &str) {
        if let Some(known) = self.known.get_mut(path) {
            known.seen = true;
        }
    }

    fn refuse(&mut self, path: &str, reason: &'static str) {
        // Remembering a hostile tree's names has to end somewhere.
        if self.refused.len() >= COUNT_LIMIT || self.refused.get(path) == Some(&reason) {
            return;
        }
        self.refused.insert(path.to_owned(), reason);
        let body = EventBody::FileRefused {
            path: path.to_owned(),
            reason: reason.to_owned(),
        };
        self.changes.push(Change {
            body,
            contents: Vec::new(),
        });
    }
}

/// Reads a file's content, bounded even if it grows meanwhile.
fn read_version(file: OwnedFd, stat: &Stat) -> std::io::Result<(FileVersion, Option<Vec<u8>>)> {
    let size = stat.st_size.unsigned_abs();
    let executable = stat.st_mode & 0o100 != 0;
    if size > CONTENT_LIMIT {
        return Ok((
            FileVersion {
                content: None,
                size,
                executable,
            },
            None,
        ));
    }
    let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    std::fs::File::from(file)
        .take(CONTENT_LIMIT + 1)
        .read_to_end(&mut content)?;
    let size = content.len() as u64;
    if size > CONTENT_LIMIT {
        return Ok((
            FileVersion {
                content: None,
                size,
                executable,
            },
            None,
        ));
    }
    let reference = BlobRef {
        blob: Digest::of(&content),
        length: size,
    };
    Ok((
        FileVersion {
            content: Some(reference),
            size,
            executable,
        },
        Some(content),
    ))
}

#[cfg(test)]
mod tests;
