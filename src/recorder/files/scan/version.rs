//! Reads a file's content, with limits on one file and on one scan.

use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::time::{Duration, SystemTime};

use rustix::fs::Stat;
use rustix::io::Errno;

use super::limits::CONTENT_LIMIT;
use crate::domain::event::FileVersion;
use crate::domain::ids::Digest;
use crate::domain::payload::BlobRef;
use crate::files::beneath::Folder;

/// The kernel's change time advances in ticks. Within this time a file may change again without a
/// new change time.
const GRAIN: Duration = Duration::from_millis(20);

/// Shows that a file was not touched. The kernel sets the change time, so the candidate cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    inode: u64,
    size: i64,
    changed: (i64, u64),
    mode: u32,
}

impl Stamp {
    pub fn of(stat: &Stat) -> Self {
        Self {
            inode: stat.st_ino,
            size: stat.st_size,
            changed: (stat.st_ctime, stat.st_ctime_nsec),
            mode: stat.st_mode,
        }
    }

    /// Whether every later change will show in it.
    fn is_settled(&self, now: SystemTime) -> bool {
        let seconds = u64::try_from(self.changed.0).unwrap_or_default();
        let since = Duration::from_secs(seconds) + Duration::from_nanos(self.changed.1);
        let changed = SystemTime::UNIX_EPOCH.checked_add(since);
        let age = changed.and_then(|changed| now.duration_since(changed).ok());
        age.is_some_and(|age| age > GRAIN)
    }
}

/// How much one scan may still read.
pub(super) struct Reading {
    left: u64,
    /// Whether everything was read that had to be.
    pub complete: bool,
}

pub(super) enum Outcome {
    Read {
        version: FileVersion,
        content: Option<Vec<u8>>,
        /// None if a change directly afterwards could not be distinguished.
        stamp: Option<Stamp>,
    },
    /// The next scan reads it.
    Later,
    /// The name refers to something else now.
    Other,
    /// It could not be read.
    Failed,
}

impl Reading {
    /// Reads at most this many bytes, but always one whole file.
    pub fn of(bytes: u64) -> Self {
        Self {
            left: bytes,
            complete: true,
        }
    }

    pub fn read(&mut self, folder: &Folder, name: &str) -> Outcome {
        if self.left == 0 {
            self.complete = false;
            return Outcome::Later;
        }
        let now = SystemTime::now();
        let (file, stat) = match folder.file(name) {
            Ok(opened) => opened,
            Err(Errno::NOENT | Errno::LOOP | Errno::NXIO | Errno::INVAL) => return Outcome::Other,
            Err(_) => return Outcome::Failed,
        };
        let Ok((version, content)) = read_version(file, &stat) else {
            return Outcome::Failed;
        };
        let read = content.as_ref().map_or(0, Vec::len) as u64;
        self.left = self.left.saturating_sub(read);
        let stamp = Stamp::of(&stat);
        Outcome::Read {
            version,
            content,
            stamp: stamp.is_settled(now).then_some(stamp),
        }
    }
}

/// Bounded even if the file grows meanwhile.
fn read_version(file: OwnedFd, stat: &Stat) -> std::io::Result<(FileVersion, Option<Vec<u8>>)> {
    let executable = stat.st_mode & 0o100 != 0;
    let without_content = |size| FileVersion {
        content: None,
        size,
        executable,
    };
    let size = stat.st_size.unsigned_abs();
    if size > CONTENT_LIMIT {
        return Ok((without_content(size), None));
    }
    let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    std::fs::File::from(file)
        .take(CONTENT_LIMIT + 1)
        .read_to_end(&mut content)?;
    let size = content.len() as u64;
    if size > CONTENT_LIMIT {
        return Ok((without_content(size), None));
    }
    let reference = BlobRef {
        blob: Digest::of(&content),
        length: size,
    };
    let version = FileVersion {
        content: Some(reference),
        size,
        executable,
    };
    Ok((version, Some(content)))
}
