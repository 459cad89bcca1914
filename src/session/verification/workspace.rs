//! A verification workspace from the host's side: every name is opened beneath it, step by step,
//! following no link, with bounds.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, Gid, Mode, OFlags, Uid};
use rustix::io::Errno;

use crate::check::SandboxFault;
use crate::check::verification::FILE_LIMIT;
use crate::domain::ids::Digest;
use crate::sandbox::directory::CANDIDATE;

/// Deeper folders are not looked into.
const DEEPEST: usize = 64;

/// A workspace.
#[derive(Debug)]
pub struct Workspace(OwnedFd);

impl Workspace {
    /// The workspace in this folder.
    pub fn open(path: &Path) -> Result<Self, SandboxFault> {
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::RDONLY;
        let folder = rustix::fs::openat(CWD, path, flags, Mode::empty());
        folder.map(Self).map_err(fault)
    }

    /// Writes a file in place of whatever has this name.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), SandboxFault> {
        let (folder, name) = self.parent(path, true)?;
        let folder = folder.ok_or_else(|| SandboxFault(format!("{path}: no folder")))?;
        // Removed first: writing through a link or into a candidate's open file is not wanted.
        match rustix::fs::unlinkat(&folder, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(errno) => return Err(at(path, errno)),
        }
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW;
        let mode = Mode::from_raw_mode(0o644);
        let file = rustix::fs::openat(&folder, name, flags | OFlags::CLOEXEC, mode);
        let file = file.map_err(|errno| at(path, errno))?;
        own(&file)?;
        std::fs::File::from(file).write_all(bytes).map_err(fault)
    }

    /// The content of an ordinary file that is not too large.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SandboxFault> {
        let (Some(folder), name) = self.parent(path, false)? else {
            return Ok(None);
        };
        // A pipe would keep the reader waiting, a link lead elsewhere.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = match rustix::fs::openat(&folder, name, flags | OFlags::CLOEXEC, Mode::empty()) {
            Ok(file) => file,
            Err(Errno::NOENT | Errno::LOOP | Errno::NXIO | Errno::NOTDIR) => return Ok(None),
            Err(errno) => return Err(at(path, errno)),
        };
        let stat = rustix::fs::fstat(&file).map_err(fault)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Ok(None);
        }
        let limit = FILE_LIMIT as u64 + 1;
        let mut bytes = Vec::new();
        let read = std::fs::File::from(file)
            .take(limit)
            .read_to_end(&mut bytes);
        read.map_err(fault)?;
        Ok((bytes.len() <= FILE_LIMIT).then_some(bytes))
    }

    /// Removes a file, link or folder.
    pub fn remove(&self, path: &str) -> Result<(), SandboxFault> {
        let (Some(folder), name) = self.parent(path, false)? else {
            return Ok(());
        };
        remove_beneath(&folder, name, 0)
    }

    /// The folder of a path, opened step by step, and the last name.
    fn parent<'p>(
        &self,
        path: &'p str,
        make: bool,
    ) -> Result<(Option<OwnedFd>, &'p str), SandboxFault> {
        if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(SandboxFault(format!(
                "{path:?} is no path below the workspace"
            )));
        }
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut folder = rustix::io::dup(&self.0).map_err(fault)?;
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::RDONLY;
            let opened = rustix::fs::openat(&folder, part, flags, Mode::empty());
            folder = match opened {
                Ok(next) => next,
                Err(Errno::NOENT) if make => {
                    let mode = Mode::from_raw_mode(0o755);
                    rustix::fs::mkdirat(&folder, part, mode).map_err(|it| at(path, it))?;
                    let next = rustix::fs::openat(&folder, part, flags, Mode::empty());
                    let next = next.map_err(|it| at(path, it))?;
                    own(&next)?;
                    next
                }
                Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) if !make => {
                    return Ok((None, name));
                }
                Err(errno) => return Err(at(path, errno)),
            };
        }
        Ok((Some(folder), name))
    }
}

/// Every file of a tree that only the service has written, with the digest of its content; a link
/// has the digest of nothing that there is. Git's own files are left out.
pub fn digests(root: &Path) -> std::io::Result<BTreeMap<String, Digest>> {
    let mut digests = BTreeMap::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            if folder.is_empty() && name == ".git" {
                continue;
            }
            let path = if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            };
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let digest = Digest::of(&std::fs::read(entry.path())?);
                digests.insert(path, digest);
            } else {
                digests.insert(path, Digest::ZERO);
            }
        }
    }
    Ok(digests)
}

fn own(file: &OwnedFd) -> Result<(), SandboxFault> {
    let (user, group) = (Uid::from_raw(CANDIDATE), Gid::from_raw(CANDIDATE));
    rustix::fs::fchown(file, Some(user), Some(group)).map_err(fault)
}

fn remove_beneath(folder: &OwnedFd, name: &str, depth: usize) -> Result<(), SandboxFault> {
    match rustix::fs::unlinkat(folder, name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => return Ok(()),
        Err(Errno::ISDIR) => {}
        Err(errno) => return Err(at(name, errno)),
    }
    if depth > DEEPEST {
        return Err(SandboxFault(format!("deeper than {DEEPEST} folders")));
    }
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::RDONLY;
    let inner = rustix::fs::openat(folder, name, flags, Mode::empty()).map_err(fault)?;
    for entry in rustix::fs::Dir::read_from(&inner).map_err(fault)?.flatten() {
        match entry.file_name().to_str() {
            Ok("." | "..") => {}
            Ok(name) => remove_beneath(&inner, name, depth + 1)?,
            Err(_) => return Err(SandboxFault("a name is not UTF-8".into())),
        }
    }
    rustix::fs::unlinkat(folder, name, AtFlags::REMOVEDIR).map_err(fault)
}

fn at(path: &str, errno: Errno) -> SandboxFault {
    SandboxFault(format!("{path}: {errno}"))
}

fn fault(error: impl std::fmt::Display) -> SandboxFault {
    SandboxFault(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ordinary_files_beneath_the_workspace_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::NamedTempFile::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("plain"), "words").unwrap();
        std::fs::write(at("large"), vec![b'x'; FILE_LIMIT + 1]).unwrap();
        std::fs::create_dir(at("folder")).unwrap();
        std::os::unix::fs::symlink(outside.path(), at("link")).unwrap();
        std::os::unix::fs::symlink("/etc", at("etc")).unwrap();
        let mode = Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(CWD, at("pipe"), FileType::Fifo, mode, 0).unwrap();
        let workspace = Workspace::open(folder.path()).unwrap();
        let read = |path: &str| workspace.read(path).unwrap();
        assert_eq!(read("plain").as_deref(), Some(&b"words"[..]));
        for nothing in [
            "large",
            "folder",
            "link",
            "etc/passwd",
            "pipe",
            "none",
            "plain/x",
        ] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
        assert!(workspace.read("../plain").is_err());
        let digests = digests(folder.path()).unwrap();
        assert_eq!(digests["plain"], Digest::of(b"words"));
        assert_eq!(digests["link"], Digest::ZERO);
    }
}
