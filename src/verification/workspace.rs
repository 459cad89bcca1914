//! The files of a workspace before anything in it ran.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::ids::Digest;

/// The content digest of every file in a tree that only the service has written. A link gets a
/// digest that no content has. Git's own files are left out.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_not_what_it_points_to() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("plain"), "words").unwrap();
        std::os::unix::fs::symlink("plain", folder.path().join("link")).unwrap();
        let digests = digests(folder.path()).unwrap();
        assert_eq!(digests["plain"], Digest::of(b"words"));
        assert_eq!(digests["link"], Digest::ZERO);
    }
}
