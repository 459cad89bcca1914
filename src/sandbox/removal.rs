//! Removing a candidate's tree, however deep or wide it is.
//!
//! Going down a tree costs stack and a descriptor for each level, and a candidate chooses how many
//! levels there are. So nothing goes down: a folder within a folder is moved to a heap beside it
//! first, and the heap is emptied one folder after the other. That takes a handful of descriptors
//! and one move for each folder. No link is followed.

use std::ffi::CStr;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, mkdirat, openat, renameat, unlinkat};
use rustix::io::Errno;

/// Opens a folder, and no link to one.
const FOLDER: OFlags = OFlags::DIRECTORY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC)
    .union(OFlags::RDONLY);
/// Looks at one folder, as some file systems pass names over while others are removed.
const LOOKS: usize = 4;

/// Removes whatever is at a path, on a thread that may wait. Not finding it is fine.
pub async fn remove_apart(path: PathBuf) -> io::Result<()> {
    let removing = crate::background::spawn(move || remove_tree(&path));
    removing.await.map_err(io::Error::other)?
}

/// The same on this thread, which may take long.
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

/// Folders that wait to be emptied, in a folder of its own: each has a number for a name.
struct Heap {
    name: String,
    folder: OwnedFd,
    put: u64,
}

impl Heap {
    /// One in the tree's own folder, under a name that nobody can have guessed.
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

    /// Removes everything in the tree's own folder, itself at last.
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

    /// Removes files and empty folders; other folders go to the heap.
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

/// Whether it is gone; if not, it is a folder with something in it.
fn removed(folder: &OwnedFd, name: &CStr, kind: FileType) -> Result<bool, Errno> {
    if kind != FileType::Directory {
        match unlinkat(folder, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => return Ok(true),
            // The file system does not say what a name is.
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
