//! The kernel's notices, for recorded folders only: a build or an installation of packages takes no
//! watches and fills no queue.
//!
//! A notice only says when to scan. A folder is watched before its names are read, so that no
//! change in between is missed. A queue that overflowed and a folder that could not be watched are
//! reported, because a file's state between two scans may then be missing.

use std::collections::HashMap;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::io::Errno;
use tokio::io::unix::AsyncFd;

use super::beneath::Folder;

/// The most folders of one session that are watched. All sessions share the system's watches.
pub const WATCH_LIMIT: usize = 4_096;
/// The most reads in a row, so that a flood does not hold up other tasks.
const READS: usize = 64;
/// Bytes of one read.
const BUFFER: usize = 32 * 1024;

/// The watches of one workspace.
pub struct Watches {
    queue: Arc<OwnedFd>,
    /// The last round in which each was set.
    set: HashMap<i32, u64>,
    round: u64,
    in_round: usize,
    limit: usize,
    /// Folders of this round that are not watched.
    unwatched: u64,
}

/// Says when to scan.
pub struct Notices(AsyncFd<Arc<OwnedFd>>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    pub changed: bool,
    /// The kernel dropped notices.
    pub lost: bool,
}

impl Watches {
    /// Watches nothing yet. Must be called within a runtime.
    #[expect(
        deprecated,
        reason = "its successor is unsafe; what is registered here owns its descriptor"
    )]
    pub fn new(limit: usize) -> std::io::Result<(Self, Notices)> {
        let queue = Arc::new(inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?);
        let notices = Notices(AsyncFd::new(queue.clone())?);
        let watches = Self {
            queue,
            set: HashMap::new(),
            round: 0,
            in_round: 0,
            limit,
            unwatched: 0,
        };
        Ok((watches, notices))
    }

    /// Begins a round. Every folder has to be set again in it.
    pub fn begin(&mut self) {
        self.round += 1;
        (self.in_round, self.unwatched) = (0, 0);
    }

    /// Watches a folder that is open, whatever its name is now. A folder that is already watched
    /// takes no second watch, because the kernel recognises it.
    pub fn set(&mut self, folder: &Folder) {
        if self.in_round >= self.limit {
            self.unwatched += 1;
            return;
        }
        let wanted = WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::MODIFY
            | WatchFlags::CLOSE_WRITE
            | WatchFlags::ATTRIB
            | WatchFlags::MOVED_FROM
            | WatchFlags::MOVED_TO
            | WatchFlags::EXCL_UNLINK
            | WatchFlags::ONLYDIR;
        match inotify::add_watch(&self.queue, folder.own_path(), wanted) {
            Ok(watch) => {
                self.set.insert(watch, self.round);
                self.in_round += 1;
            }
            // It disappeared during the scan.
            Err(Errno::NOENT) => {}
            Err(_) => self.unwatched += 1,
        }
    }

    /// Folders that are watched.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.set.len()
    }

    /// Ends a round: folders that were not set in it are no longer watched. Returns how many
    /// folders have no watch.
    pub fn end(&mut self) -> u64 {
        let round = self.round;
        let queue = &self.queue;
        self.set.retain(|watch, set| {
            let stays = *set == round;
            if !stays {
                // For a folder that was removed the kernel has removed the watch already.
                let _ = inotify::remove_watch(queue, *watch);
            }
            stays
        });
        self.unwatched
    }
}

impl Notices {
    /// Notices whose queue cannot be read.
    #[cfg(test)]
    #[expect(deprecated, reason = "as above: its descriptor is its own")]
    pub fn dead() -> Self {
        let (end, other) = std::os::unix::net::UnixStream::pair().unwrap();
        drop(other);
        end.set_nonblocking(true).unwrap();
        Self(AsyncFd::new(Arc::new(end.into())).unwrap())
    }

    /// Waits until there is something to report.
    pub async fn next(&mut self) -> std::io::Result<Notice> {
        loop {
            let mut ready = self.0.readable().await?;
            let (notice, emptied) = read(ready.get_inner())?;
            if emptied {
                ready.clear_ready();
            }
            if notice != Notice::default() {
                return Ok(notice);
            }
        }
    }
}

/// Reads what is in the queue. The flag says whether that was all of it.
fn read(queue: &OwnedFd) -> Result<(Notice, bool), Errno> {
    let mut notice = Notice::default();
    let mut buffer = vec![MaybeUninit::uninit(); BUFFER];
    let mut reader = Reader::new(queue, &mut buffer);
    let mut reads = 0;
    loop {
        if reader.is_buffer_empty() {
            reads += 1;
            if reads > READS {
                return Ok((notice, false));
            }
        }
        match reader.next() {
            Ok(event) if event.events().contains(ReadFlags::QUEUE_OVERFLOW) => notice.lost = true,
            // A watch was removed, by us or by the kernel.
            Ok(event) if event.events().contains(ReadFlags::IGNORED) => {}
            Ok(_) => notice.changed = true,
            Err(Errno::AGAIN) => return Ok((notice, true)),
            Err(errno) => return Err(errno),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn watching(root: &std::path::Path, limit: usize) -> (Watches, Notices, Folder) {
        let (mut watches, notices) = Watches::new(limit).unwrap();
        let folder = Folder::root(root).unwrap();
        watches.begin();
        watches.set(&folder);
        assert_eq!(watches.end(), 0);
        (watches, notices, folder)
    }

    #[tokio::test]
    async fn a_change_is_told_and_one_in_a_folder_that_is_let_go_is_not() {
        let root = tempfile::tempdir().unwrap();
        let (mut watches, mut notices, _folder) = watching(root.path(), 10);
        std::fs::write(root.path().join("a"), "x").unwrap();
        let told = notices.next().await.unwrap();
        assert_eq!((told.changed, told.lost), (true, false));
        watches.begin();
        watches.end();
        while let Ok(told) = tokio::time::timeout(Duration::from_millis(1), notices.next()).await {
            told.unwrap();
        }
        std::fs::write(root.path().join("b"), "x").unwrap();
        let told = tokio::time::timeout(Duration::from_millis(50), notices.next()).await;
        assert!(told.is_err(), "{told:?}");
    }

    #[tokio::test]
    async fn a_queue_that_overflows_says_so() {
        let root = tempfile::tempdir().unwrap();
        let (_watches, mut notices, _folder) = watching(root.path(), 10);
        let queued = std::fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
        // Two notices each, because identical ones in a row become one.
        let [from, to] = ["a", "b"].map(|name| root.path().join(name));
        for _ in 0..queued.trim().parse::<usize>().unwrap() / 2 {
            std::fs::create_dir(&from).unwrap();
            std::fs::rename(&from, &to).unwrap();
            std::fs::remove_dir(&to).unwrap();
        }
        let mut lost = false;
        while !lost {
            let told = tokio::time::timeout(Duration::from_secs(20), notices.next()).await;
            lost = told.expect("an overflow is told").unwrap().lost;
        }
    }

    #[tokio::test]
    async fn folders_beyond_the_limit_are_counted() {
        let root = tempfile::tempdir().unwrap();
        let (mut watches, _notices, folder) = watching(root.path(), 2);
        watches.begin();
        for _ in 0..5 {
            watches.set(&folder);
        }
        assert_eq!(watches.end(), 3);
    }
}
