//! Folders that a tool makes and can make again. They are summarised, not recorded file by file.
//!
//! A name counts only where nobody writes by hand. The workspace's ignore rules are those at the
//! start, so a line that is added later hides nothing.

use super::beneath::{Folder, Stands};

/// Folders that only tools make, wherever they are.
const ANYWHERE: &[&str] = &[
    "__pycache__",
    "node_modules",
    ".venv",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".eggs",
    ".git",
];
/// Folders that belong to a tool at the top of a workspace. Deeper down they are a module's name.
const AT_THE_TOP: &[&str] = &["target", "dist"];
/// Ends of names that only tools give.
const ENDS: &[&str] = &[".egg-info"];
/// A file that marks a folder as a cache, and how the file begins: <https://bford.info/cachedir/>
const CACHE_TAG: (&str, &[u8]) = (
    "CACHEDIR.TAG",
    b"Signature: 8a477f597d28d172789f06886806bc55",
);
/// Every virtual environment of Python contains this file.
const ENVIRONMENT: &str = "pyvenv.cfg";
/// Bytes of a tag that are read.
const TAG_LIMIT: usize = 4096;

/// Why a folder counts as generated, judged by its path.
pub(super) fn by_name(folder: &str) -> Option<&'static str> {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let anywhere = ANYWHERE.contains(&name) || ENDS.iter().any(|end| name.ends_with(end));
    let at_the_top = AT_THE_TOP.contains(&folder);
    (anywhere || at_the_top).then_some("a tool's folder by its name")
}

/// Why a folder counts as generated, judged by its contents.
pub(super) fn by_mark(folder: &Folder) -> Option<&'static str> {
    if matches!(folder.look(ENVIRONMENT), Stands::File(_)) {
        return Some("a virtual environment");
    }
    let (name, begins) = CACHE_TAG;
    if !matches!(folder.look(name), Stands::File(_)) {
        return None;
    }
    let tag = folder.read(name, TAG_LIMIT).ok()??;
    tag.starts_with(begins)
        .then_some("tagged as a cache by CACHEDIR.TAG")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_where_nobody_writes_by_hand() {
        for folder in ["target", "a/node_modules", "x.egg-info", "a/b/__pycache__"] {
            assert!(by_name(folder).is_some(), "{folder}");
        }
        for folder in ["src/target", "a/dist", "targets", "build", "venv", "vendor"] {
            assert!(by_name(folder).is_none(), "{folder}");
        }
    }

    #[test]
    fn a_tag_counts_if_it_is_one() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::root(root.path()).unwrap();
        assert_eq!(by_mark(&folder), None);
        std::fs::write(root.path().join("CACHEDIR.TAG"), "anything").unwrap();
        assert_eq!(by_mark(&folder), None);
        std::fs::write(root.path().join("CACHEDIR.TAG"), CACHE_TAG.1).unwrap();
        assert!(by_mark(&folder).is_some());
    }
}
