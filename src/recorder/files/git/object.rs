//! Loose objects: one deflated file each, named by the digest of its content.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit as inflate;
use rustix::io::Errno;
use sha1::{Digest as _, Sha1};

use crate::domain::signature::Hex;
use crate::files::beneath::Cursor;

/// The most bytes of a commit, both compressed and decompressed.
pub(super) const LIMIT: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Commit,
    Tree,
    Blob,
}

impl Kind {
    fn begins(self) -> &'static [u8] {
        match self {
            Self::Commit => b"commit ",
            Self::Tree => b"tree ",
            Self::Blob => b"blob ",
        }
    }
}

/// Why an object was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is in a pack, or does not exist.
    NotLoose,
    /// It is longer than the limit.
    TooLarge,
    /// It is of another kind, for example a tag instead of a commit.
    OtherKind,
    /// The content does not match this id, or cannot be parsed.
    Damaged,
    /// The id is not SHA-1.
    OtherFormat,
    /// The limit on recorded commits is reached.
    TooMany,
}

impl Unread {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotLoose => "packed or missing, not read",
            Self::TooLarge => "larger than 64 KiB, not read",
            Self::OtherKind => "not a commit, not read",
            Self::Damaged => "damaged, not read",
            Self::OtherFormat => "not a SHA-1 id, not read",
            Self::TooMany => "beyond the limit on recorded commits",
        }
    }
}

pub(super) fn is_id(text: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    matches!(text.len(), 40 | 64) && text.bytes().all(hex)
}

/// An object's content, of at most `limit` bytes. The id is checked against the content, because a
/// candidate can put any file under any name.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    repository: &str,
    id: &str,
    kind: Kind,
    limit: usize,
) -> Result<Vec<u8>, Unread> {
    if id.len() != 40 || !is_id(id) {
        return Err(Unread::OtherFormat);
    }
    let path = format!("{repository}/objects/{}/{}", &id[..2], &id[2..]);
    let (folder, name) = cursor.parent(&path);
    let folder = folder.map_err(|_| Unread::NotLoose)?;
    let deflated = match folder.read(name, limit) {
        Ok(content) => content.ok_or(Unread::TooLarge)?,
        Err(Errno::NOENT) => return Err(Unread::NotLoose),
        Err(_) => return Err(Unread::Damaged),
    };
    body(id, &deflated, kind, limit)
}

fn body(id: &str, deflated: &[u8], kind: Kind, limit: usize) -> Result<Vec<u8>, Unread> {
    let object = inflate(deflated, limit).map_err(|error| match error.status {
        miniz_oxide::inflate::TINFLStatus::HasMoreOutput => Unread::TooLarge,
        _ => Unread::Damaged,
    })?;
    if name_of(&object) != id {
        return Err(Unread::Damaged);
    }
    if !object.starts_with(kind.begins()) {
        return Err(Unread::OtherKind);
    }
    let header = object.iter().position(|byte| *byte == 0);
    let header = header.ok_or(Unread::Damaged)?;
    Ok(object[header + 1..].to_vec())
}

/// The name that git gives an object: SHA-1 in hexadecimal digits.
fn name_of(object: &[u8]) -> String {
    Hex::<20>(Sha1::digest(object).into()).to_string()
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;

    use super::*;

    #[test]
    fn only_what_has_the_id_and_is_short_enough_is_read() {
        let object = b"commit 5\0hello";
        let id = name_of(object);
        let deflated = compress_to_vec_zlib(object, 6);
        assert_eq!(body(&id, &deflated, Kind::Commit, LIMIT).unwrap(), b"hello");
        assert_eq!(
            body(&"0".repeat(40), &deflated, Kind::Commit, LIMIT),
            Err(Unread::Damaged)
        );
        assert_eq!(
            body(&id, b"not deflated", Kind::Commit, LIMIT),
            Err(Unread::Damaged)
        );
        let bomb = compress_to_vec_zlib(&vec![0; 100 * LIMIT], 6);
        assert!(bomb.len() < LIMIT);
        assert_eq!(body(&id, &bomb, Kind::Commit, LIMIT), Err(Unread::TooLarge));
        assert!(is_id(&id) && !is_id("ref: x") && !is_id(&id.to_uppercase()));
    }
}
