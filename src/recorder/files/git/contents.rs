//! What a commit holds that is new: its tree, the folders in it and their files, if they are loose
//! objects that are not recorded yet. What existed before is packed, and is in the workspace that
//! the session began with.

use std::collections::{HashSet, VecDeque};

use super::object::{Kind, Unread, read};
use crate::domain::event::GitObject;
use crate::domain::ids::Digest;
use crate::domain::payload::BlobRef;
use crate::domain::signature::Hex;
use crate::files::beneath::Cursor;

/// The most objects of one commit, and their most bytes.
const OBJECTS: usize = 64;
const BYTES: usize = 1024 * 1024;
/// The most bytes of one object.
const OBJECT: usize = 256 * 1024;
/// The most names that are looked up for one commit.
const LOOKS: usize = 2_000;
/// The most characters of a path, and how deep folders may be nested.
const PATH: usize = 500;
const DEPTH: usize = 24;
/// Modes that git gives a folder, and another repository.
const FOLDER: &[u8] = b"40000";
const REPOSITORY: &[u8] = b"160000";

/// What was read of a commit.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub objects: Vec<GitObject>,
    pub bytes: Vec<Vec<u8>>,
    /// Whether something new was left out.
    pub cut: bool,
}

/// An object that is still to be looked up.
struct Wanted {
    id: String,
    path: String,
    kind: Kind,
    depth: usize,
}

impl Contents {
    /// Reads a commit with this tree, outer folders first. `known`: objects that are already
    /// recorded.
    pub fn read(
        cursor: &mut Cursor<'_>,
        repository: &str,
        tree: &str,
        known: &HashSet<String>,
    ) -> Self {
        let mut contents = Self::default();
        let mut seen = HashSet::new();
        let (mut looks, mut left) = (0, BYTES);
        let mut waiting = VecDeque::from([Wanted {
            id: tree.to_owned(),
            path: String::new(),
            kind: Kind::Tree,
            depth: 0,
        }]);
        while let Some(wanted) = waiting.pop_front() {
            if known.contains(&wanted.id) || !seen.insert(wanted.id.clone()) {
                continue;
            }
            looks += 1;
            if looks > LOOKS || contents.objects.len() >= OBJECTS {
                contents.cut = true;
                break;
            }
            match read(
                cursor,
                repository,
                &wanted.id,
                wanted.kind,
                OBJECT.min(left),
            ) {
                Ok(bytes) => {
                    left -= bytes.len();
                    if wanted.kind == Kind::Tree {
                        contents.cut |= !entries(&wanted, &bytes, &mut waiting);
                    }
                    contents.add(wanted, bytes);
                }
                // It existed before, or does not exist at all.
                Err(Unread::NotLoose) => {}
                Err(_) => contents.cut = true,
            }
        }
        contents
    }

    fn add(&mut self, wanted: Wanted, bytes: Vec<u8>) {
        self.objects.push(GitObject {
            id: wanted.id,
            path: wanted.path,
            tree: wanted.kind == Kind::Tree,
            content: BlobRef {
                blob: Digest::of(&bytes),
                length: bytes.len() as u64,
            },
        });
        self.bytes.push(bytes);
    }
}

/// Queues what is in a tree: `mode name`, a zero byte and the 20 bytes of an id, repeated. Returns
/// whether all of it could be parsed.
fn entries(tree: &Wanted, mut bytes: &[u8], waiting: &mut VecDeque<Wanted>) -> bool {
    let mut whole = true;
    while !bytes.is_empty() {
        let Some(end) = bytes.iter().position(|byte| *byte == 0) else {
            return false;
        };
        let (head, rest) = (&bytes[..end], &bytes[end + 1..]);
        let Some((id, rest)) = rest.split_first_chunk::<20>() else {
            return false;
        };
        bytes = rest;
        let Some(space) = head.iter().position(|byte| *byte == b' ') else {
            return false;
        };
        let (mode, name) = (&head[..space], String::from_utf8_lossy(&head[space + 1..]));
        if mode == REPOSITORY {
            continue;
        }
        let path = match tree.path.as_str() {
            "" => name.into_owned(),
            folder => format!("{folder}/{name}"),
        };
        if path.len() > PATH || tree.depth >= DEPTH || waiting.len() >= LOOKS {
            whole = false;
            continue;
        }
        waiting.push_back(Wanted {
            id: Hex(*id).to_string(),
            path,
            kind: if mode == FOLDER {
                Kind::Tree
            } else {
                Kind::Blob
            },
            depth: tree.depth + 1,
        });
    }
    whole
}
