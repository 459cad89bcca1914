//! The candidate's repository, as its files describe it. Whoever can write
//! those files can write anything.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::payload::BlobRef;

/// A reference points elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GitMoved {
    /// Such as `HEAD` or `refs/heads/main`.
    pub reference: String,
    /// An object's id, or `ref: ` and a name. Absent if the reference is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub before: Option<String>,
    /// In the same form. Absent if the reference was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub after: Option<String>,
    /// Why the commit that it points to was not read. Absent if it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unread: Option<String>,
}

/// A new commit. Author and times are whatever the candidate's git was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GitCommit {
    /// The service verified that the content has this id.
    pub id: String,
    /// The ids of its parents.
    pub parents: Vec<String>,
    /// The id of its tree.
    pub tree: String,
    /// Who made the change, according to the commit.
    pub author: GitPerson,
    /// Who made the commit, according to the commit.
    pub committer: GitPerson,
    /// The message, or the beginning of a long one.
    pub message: String,
    /// Whether the message is longer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub cut: bool,
    /// Trees and files that are new: loose objects that no recorded commit contained.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<GitObject>>")]
    pub objects: Vec<GitObject>,
    /// Whether there may be more new objects.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub objects_cut: bool,
}

/// A tree or file of a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GitObject {
    /// The service verified that the content has this id.
    pub id: String,
    /// Its path in the commit. The commit's own tree has the empty path.
    pub path: String,
    /// A tree in git's format, not a file.
    pub tree: bool,
    pub content: BlobRef,
}

/// Who did something in a repository, according to the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GitPerson {
    /// Name and address, as git writes them.
    pub who: String,
    /// Unix seconds.
    #[ts(type = "number")]
    pub at: i64,
    /// Offset from UTC, such as `+0100`.
    pub zone: String,
}
