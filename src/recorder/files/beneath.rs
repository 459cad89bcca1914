//! Opens a hostile tree: every name beneath its folder, without following links. Whatever the owner
//! of the tree does meanwhile, nothing outside of it is reached.

use std::io::Read as _;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, fstat, openat, statat};
use rustix::io::Errno;

/// Opens a folder, but not through a link.
const FOLDER: OFlags = OFlags::DIRECTORY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC)
    .union(OFlags::RDONLY);
/// Opens a file. A link is an error, a pipe does not block, and a terminal does not become the
/// service's controlling terminal.
const FILE: OFlags = OFlags::NOFOLLOW
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC)
    .union(OFlags::RDONLY);

/// A folder that is open.
#[derive(Debug)]
pub struct Folder(OwnedFd);

/// What a name refers to.
pub enum Stands {
    File(Stat),
    Folder,
    /// A link, wherever it leads.
    Link,
    /// A pipe, a socket, a device.
    Special,
    /// Nothing. Only this proves that something is gone.
    Nothing,
    /// It could not be determined.
    Unknown,
}

/// Why a folder on the way could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// It does not exist, or the name refers to something else.
    Gone,
    /// It could not be determined.
    Unknown,
}

impl Folder {
    /// Opens the tree's own folder. The service chose its path, so links in it are followed.
    pub fn root(path: &Path) -> Result<Self, Errno> {
        openat(CWD, path, FOLDER, Mode::empty()).map(Self)
    }

    /// What a name refers to. Opens nothing.
    pub fn look(&self, name: &str) -> Stands {
        match statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => match FileType::from_raw_mode(stat.st_mode) {
                FileType::RegularFile => Stands::File(stat),
                FileType::Directory => Stands::Folder,
                FileType::Symlink => Stands::Link,
                _ => Stands::Special,
            },
            Err(Errno::NOENT) => Stands::Nothing,
            Err(_) => Stands::Unknown,
        }
    }

    pub fn folder(&self, name: &str) -> Result<Self, Absent> {
        match openat(&self.0, name, FOLDER, Mode::empty()) {
            Ok(folder) => Ok(Self(folder)),
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => Err(Absent::Gone),
            Err(_) => Err(Absent::Unknown),
        }
    }

    /// Fails for anything that is not an ordinary file.
    pub fn file(&self, name: &str) -> Result<(OwnedFd, Stat), Errno> {
        let file = openat(&self.0, name, FILE, Mode::empty())?;
        let stat = fstat(&file)?;
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Ok((file, stat)),
            _ => Err(Errno::INVAL),
        }
    }

    /// An ordinary file's content. None if it is longer than `limit` bytes.
    pub fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, Errno> {
        let (file, _) = self.file(name)?;
        let mut content = Vec::new();
        let mut file = std::fs::File::from(file).take(limit as u64 + 1);
        file.read_to_end(&mut content)
            .map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
        Ok((content.len() <= limit).then_some(content))
    }

    /// Its names, one after the other, including `.` and `..`.
    pub fn names(&self) -> Result<Dir, Errno> {
        Dir::read_from(&self.0)
    }

    /// A path that leads to this very folder as long as it is open, whatever its name has become.
    pub fn own_path(&self) -> String {
        format!("/proc/self/fd/{}", self.0.as_raw_fd())
    }
}

#[cfg(test)]
impl Folder {
    /// A descriptor that is not a folder, so that reading it fails.
    pub fn unreadable_in_test() -> Self {
        Self(std::fs::File::open("/dev/null").unwrap().into())
    }
}

impl AsFd for Folder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// Goes from path to path. The folders that two successive paths share are opened once, so sorted
/// paths cost least.
pub struct Cursor<'a> {
    root: &'a Folder,
    open: Vec<Step>,
}

struct Step {
    /// The path of the current folder, ending with `/`.
    prefix: String,
    folder: Result<Folder, Absent>,
}

impl<'a> Cursor<'a> {
    pub fn new(root: &'a Folder) -> Self {
        Self {
            root,
            open: Vec::new(),
        }
    }

    /// The folder that a path's last name is in, and that name.
    pub fn parent<'p>(&mut self, path: &'p str) -> (Result<&Folder, Absent>, &'p str) {
        match path.rfind('/') {
            Some(end) => (self.open_prefix(&path[..=end]), &path[end + 1..]),
            None => (Ok(self.root), path),
        }
    }

    /// The folder at a path. The empty path is the root.
    pub fn folder(&mut self, path: &str) -> Result<&Folder, Absent> {
        if path.is_empty() {
            Ok(self.root)
        } else {
            self.open_prefix(&format!("{path}/"))
        }
    }

    fn open_prefix(&mut self, prefix: &str) -> Result<&Folder, Absent> {
        self.open.retain(|step| prefix.starts_with(&step.prefix));
        let mut from = self.open.last().map_or(0, |step| step.prefix.len());
        while let Some(length) = prefix[from..].find('/') {
            let name = &prefix[from..from + length];
            let folder = match self.open.last() {
                None => self.root.folder(name),
                Some(step) => match &step.folder {
                    Ok(folder) => folder.folder(name),
                    Err(absent) => Err(*absent),
                },
            };
            from += length + 1;
            self.open.push(Step {
                prefix: prefix[..from].to_owned(),
                folder,
            });
        }
        match self.open.last() {
            None => Ok(self.root),
            Some(step) => step.folder.as_ref().map_err(|absent| *absent),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_is_there_is_told_from_what_is_not_and_no_link_is_followed() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("a/b")).unwrap();
        std::fs::write(root.path().join("a/b/file"), "x").unwrap();
        symlink("a", root.path().join("link")).unwrap();
        let folder = Folder::root(root.path()).unwrap();
        let mut cursor = Cursor::new(&folder);
        for (path, there) in [("a/b/file", true), ("a/b/other", false)] {
            let (parent, name) = cursor.parent(path);
            let stands = parent.unwrap().look(name);
            assert_eq!(matches!(stands, Stands::File(_)), there, "{path}");
            assert_eq!(matches!(stands, Stands::Nothing), !there, "{path}");
        }
        for path in ["link/b/file", "none/x", "a/b/file/x", "none/deeper/x"] {
            assert_eq!(cursor.parent(path).0.err(), Some(Absent::Gone), "{path}");
        }
        assert!(matches!(folder.look("link"), Stands::Link));
        assert!(matches!(folder.look("a"), Stands::Folder));
        assert!(folder.file("link").is_err() && folder.file("a").is_err());
        assert!(cursor.folder("a/b").is_ok() && cursor.folder("").is_ok());
    }
}
