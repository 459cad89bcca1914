//! Removes a candidate's tree, however deep or wide it is.
//!
//! Descending into a tree costs stack and a descriptor for each level, and a candidate chooses the
//! number of levels. So this code never descends: it first moves a folder within a folder to a heap
//! beside it, and then empties the heap one folder after the other. That takes a handful of
//! descriptors, and one move for each folder. No link is followed.

use std::ffi::CStr;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, mkdirat, openat, renameat, unlinkat};
use rustix::io::Errno;

/// Opens a folder, but not through a link.
const FOLDER: OFlags = OFlags::DIRECTORY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC)
    .union(OFlags::RDONLY);
/// How often a folder is listed. Some file systems skip names while others are removed.
const LOOKS: usize = 4;

/// Removes whatever is at a path, on a thread that may block. A missing path is not an error.
pub async fn remove_apart(path: PathBuf) -> io::Result<()> {
    let removing = crate::background::spawn(move || remove_tree(&path));
    removing.await.map_err(io::Error::other)?
}

/// Like [`remove_apart`], on this thread. May take long.
pub fn remove_tree(path: &Path) -> io::Result<()> {
    let root = match openat(CWD, path, FOLDER, Mode::empty()) {
        Ok(root) => root,
        Err(Errno::NOENT) => return Ok(()),
        Err(Errno::NOTDIR | Errno::LOOP) => return Ok(unlinkat(CWD, path, AtFlags::empty())?),
        Err(errno) => return Err(errno.into()),
    };
    Heap::within(&root)?.take_all_of(&root)?;
    Ok(unlinkat(CWD, path, AtFlags::REMOVEDIR)?)
}

/// Folders that wait to be emptied, in a folder of its own. Each is named by a number.
struct Heap {
    name: String,
    folder: OwnedFd,
    put: u64,
}

impl Heap {
    /// Creates a heap in the tree's own folder, under a name that nobody can have guessed.
    fn within(root: &OwnedFd) -> Result<Self, Errno> {
        let name = format!(".heap-{}", uuid::Uuid::now_v7().simple());
        mkdirat(root, &name, Mode::RWXU)?;
        let folder = openat(root, &name, FOLDER, Mode::empty())?;
        Ok(Self {
            name,
            folder,
            put: 0,
        })
    }

    /// Removes everything in the tree's own folder, and the heap last.
    fn take_all_of(mut self, root: &OwnedFd) -> Result<(), Errno> {
        self.empty(root)?;
        let mut next = 0;
        while next < self.put {
            self.take(&next.to_string())?;
            next += 1;
        }
        unlinkat(root, &self.name, AtFlags::REMOVEDIR)
    }

    /// Empties and removes a folder of the heap.
    fn take(&mut self, number: &str) -> Result<(), Errno> {
        for _ in 0..LOOKS {
            let folder = openat(&self.folder, number, FOLDER, Mode::empty())?;
            self.empty(&folder)?;
            match unlinkat(&self.folder, number, AtFlags::REMOVEDIR) {
                Err(Errno::NOTEMPTY | Errno::EXIST) => {}
                done => return done,
            }
        }
        Err(Errno::NOTEMPTY)
    }

    /// Removes files and empty folders. Moves other folders to the heap.
    fn empty(&mut self, folder: &OwnedFd) -> Result<(), Errno> {
        for entry in Dir::read_from(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let stays = [".", "..", &self.name].contains(&name.to_str().unwrap_or_default());
            if !stays && !removed(folder, name, entry.file_type())? {
                renameat(folder, name, &self.folder, self.put.to_string())?;
                self.put += 1;
            }
        }
        Ok(())
    }
}

/// Whether it was removed. If not, it is a folder that is not empty.
fn removed(folder: &OwnedFd, name: &CStr, kind: FileType) -> Result<bool, Errno> {
    if kind != FileType::Directory {
        match unlinkat(folder, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => return Ok(true),
            // The file system does not report types.
            Err(Errno::ISDIR) => {}
            Err(errno) => return Err(errno),
        }
    }
    match unlinkat(folder, name, AtFlags::REMOVEDIR) {
        Ok(()) | Err(Errno::NOENT) => Ok(true),
        Err(Errno::NOTEMPTY | Errno::EXIST) => Ok(false),
        Err(errno) => Err(errno),
    }
}

#[cfg(test)]
#[path = "removal_tests.rs"]
mod tests;
