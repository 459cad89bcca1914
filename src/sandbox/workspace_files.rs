//! A workspace's files from the host's side, beneath its root and without following links. The tree
//! belongs to a candidate, who may have put anything anywhere.

use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Gid, Mode, OFlags, Uid, fchown, fstat, mkdirat, openat, unlinkat,
};
use rustix::io::Errno;

use super::directory::CANDIDATE;
use crate::domain::workspace_path::is_below;

/// How deep folders may be nested to be removed.
const DEPTH_LIMIT: usize = 64;
/// Opens a folder, but not through a link.
const FOLDER: OFlags = OFlags::DIRECTORY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC)
    .union(OFlags::RDONLY);

const NO_FOLDER: &str = "a part of the path is a link or not a folder";

#[derive(Debug, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct WorkspaceFault {
    path: String,
    /// Why, without the path.
    pub reason: String,
}

fn fault(path: &str) -> impl Fn(Errno) -> WorkspaceFault {
    move |errno| WorkspaceFault {
        path: path.to_owned(),
        reason: match errno {
            Errno::LOOP | Errno::NOTDIR => NO_FOLDER.into(),
            errno => errno.to_string(),
        },
    }
}

/// A workspace that is open for writing.
#[derive(Debug)]
pub struct WorkspaceFiles {
    root: OwnedFd,
}

impl WorkspaceFiles {
    /// Opens a workspace's folder. The service chose its path.
    pub fn open(folder: &Path) -> Result<Self, WorkspaceFault> {
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::RDONLY;
        let root = openat(CWD, folder, flags, Mode::empty());
        let root = root.map_err(fault(&folder.display().to_string()))?;
        Ok(Self { root })
    }

    /// Writes a file as the candidate's, replacing whatever had its name.
    pub fn put(&self, path: &str, bytes: &[u8], executable: bool) -> Result<(), WorkspaceFault> {
        let fault = fault(path);
        let (Some(folder), name) = self.parent(path, true)? else {
            return Err(fault(Errno::NOENT));
        };
        // The old file is removed first, so that nothing is written through a link or into a file
        // that the candidate has open.
        remove_beneath(&folder, name, 0).map_err(&fault)?;
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW;
        let mode = Mode::from_raw_mode(if executable { 0o755 } else { 0o644 });
        let file = openat(&folder, name, flags | OFlags::CLOEXEC, mode).map_err(&fault)?;
        own(&file).map_err(&fault)?;
        let written = std::fs::File::from(file).write_all(bytes);
        written.map_err(|error| WorkspaceFault {
            path: path.to_owned(),
            reason: error.to_string(),
        })
    }

    /// The content of an ordinary file of at most `limit` bytes. None if there is no such file.
    pub fn read(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, WorkspaceFault> {
        let fault = fault(path);
        let Some((folder, name)) = self.existing_parent(path)? else {
            return Ok(None);
        };
        // A pipe would block the reader, and a link would lead elsewhere.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = match openat(&folder, name, flags | OFlags::CLOEXEC, Mode::empty()) {
            Ok(file) => file,
            Err(Errno::NOENT | Errno::LOOP | Errno::NXIO | Errno::NOTDIR) => return Ok(None),
            Err(errno) => return Err(fault(errno)),
        };
        let stat = fstat(&file).map_err(&fault)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let mut file = std::fs::File::from(file).take(limit as u64 + 1);
        let read = file.read_to_end(&mut bytes);
        read.map_err(|error| WorkspaceFault {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        Ok((bytes.len() <= limit).then_some(bytes))
    }

    /// The folder of a path and the last name. None if a part of the path is not a folder.
    fn existing_parent<'p>(
        &self,
        path: &'p str,
    ) -> Result<Option<(OwnedFd, &'p str)>, WorkspaceFault> {
        match self.parent(path, false) {
            Ok((Some(folder), name)) => Ok(Some((folder, name))),
            Ok((None, _)) => Ok(None),
            Err(error) if error.reason == NO_FOLDER => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes a file or a folder. A missing one is not an error.
    pub fn remove(&self, path: &str) -> Result<(), WorkspaceFault> {
        let (Some(folder), name) = self.parent(path, false)? else {
            return Ok(());
        };
        remove_beneath(&folder, name, 0).map_err(fault(path))
    }

    /// The folder of a path, opened step by step beneath the workspace, and the last name.
    fn parent<'p>(
        &self,
        path: &'p str,
        make: bool,
    ) -> Result<(Option<OwnedFd>, &'p str), WorkspaceFault> {
        if !is_below(path) {
            return Err(WorkspaceFault {
                path: path.to_owned(),
                reason: "not a path below the workspace".into(),
            });
        }
        let fault = fault(path);
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut folder = rustix::io::dup(&self.root).map_err(&fault)?;
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            folder = match openat(&folder, part, FOLDER, Mode::empty()) {
                Ok(next) => next,
                Err(Errno::NOENT) if make => {
                    mkdirat(&folder, part, Mode::from_raw_mode(0o755)).map_err(&fault)?;
                    let next = openat(&folder, part, FOLDER, Mode::empty()).map_err(&fault)?;
                    own(&next).map_err(&fault)?;
                    next
                }
                Err(Errno::NOENT) => return Ok((None, name)),
                Err(errno) => return Err(fault(errno)),
            };
        }
        Ok((Some(folder), name))
    }
}

fn own(file: &OwnedFd) -> Result<(), Errno> {
    let (user, group) = (Uid::from_raw(CANDIDATE), Gid::from_raw(CANDIDATE));
    fchown(file, Some(user), Some(group))
}

fn remove_beneath(folder: &OwnedFd, name: &str, depth: usize) -> Result<(), Errno> {
    match unlinkat(folder, name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => return Ok(()),
        Err(Errno::ISDIR) if depth < DEPTH_LIMIT => {}
        Err(errno) => return Err(errno),
    }
    let inner = openat(folder, name, FOLDER, Mode::empty())?;
    for entry in Dir::read_from(&inner)?.flatten() {
        match entry.file_name().to_str() {
            Ok("." | "..") => {}
            Ok(name) => remove_beneath(&inner, name, depth + 1)?,
            Err(_) => return Err(Errno::ILSEQ),
        }
    }
    unlinkat(folder, name, AtFlags::REMOVEDIR)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn workspace() -> (tempfile::TempDir, tempfile::TempDir, WorkspaceFiles) {
        let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(outside.path().join("kept"), "kept").unwrap();
        let files = WorkspaceFiles::open(root.path()).unwrap();
        (root, outside, files)
    }

    #[test]
    fn a_link_in_the_way_leads_nowhere() {
        let (root, outside, files) = workspace();
        symlink(outside.path(), root.path().join("docs")).unwrap();
        symlink(outside.path().join("kept"), root.path().join("file")).unwrap();
        let refused = files.put("docs/new", b"x", false).unwrap_err();
        assert_eq!(
            refused.reason,
            "a part of the path is a link or not a folder"
        );
        assert!(files.remove("docs/kept").is_err());
        assert!(!outside.path().join("new").exists());
        files.put("file", b"new", true).unwrap();
        let kept = std::fs::read_to_string(outside.path().join("kept")).unwrap();
        assert_eq!(kept, "kept", "written through a link");
        assert_eq!(std::fs::read(root.path().join("file")).unwrap(), b"new");
        files.remove("docs").unwrap();
        assert!(
            outside.path().join("kept").exists(),
            "removed through a link"
        );
        assert!(!root.path().join("docs").exists());
    }

    #[test]
    fn folders_are_made_replaced_and_removed_and_belong_to_the_candidate() {
        use std::os::unix::fs::MetadataExt as _;
        let (root, _outside, files) = workspace();
        files.put("a/b/c", b"one", false).unwrap();
        files.put("a/b", b"two", false).unwrap();
        let now = root.path().join("a/b").metadata().unwrap();
        assert!(now.is_file() && now.uid() == CANDIDATE);
        assert_eq!(root.path().join("a").metadata().unwrap().uid(), CANDIDATE);
        files.remove("a").unwrap();
        files.remove("a").unwrap();
        files.remove("never/there").unwrap();
        assert!(!root.path().join("a").exists());
    }

    #[test]
    fn only_ordinary_files_beneath_the_workspace_are_read() {
        const LIMIT: usize = 100;
        let (root, outside, files) = workspace();
        let at = |name: &str| root.path().join(name);
        std::fs::write(at("plain"), "words").unwrap();
        std::fs::write(at("large"), [b'x'; LIMIT + 1]).unwrap();
        std::fs::create_dir(at("folder")).unwrap();
        symlink(outside.path().join("kept"), at("link")).unwrap();
        symlink(outside.path(), at("out")).unwrap();
        rustix::fs::mknodat(CWD, at("pipe"), FileType::Fifo, Mode::RUSR, 0).unwrap();
        let read = |path: &str| files.read(path, LIMIT).unwrap();
        assert_eq!(read("plain").as_deref(), Some(&b"words"[..]));
        for nothing in [
            "large", "folder", "link", "out/kept", "pipe", "none", "plain/x",
        ] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
        assert!(files.read("../plain", LIMIT).is_err());
    }

    #[test]
    fn what_is_no_path_below_the_workspace_is_refused() {
        let (_root, _outside, files) = workspace();
        for path in ["", "/etc/passwd", "../x", "a//b", "a/./b", "a/", "a\0b"] {
            assert!(files.put(path, b"x", false).is_err(), "{path:?}");
            assert!(files.remove(path).is_err(), "{path:?}");
        }
    }
}
