//! The candidate's repository, as its files say. Who writes those files can write anything.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::payload::BlobRef;

/// A reference points elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GitMoved {
    /// Its name: `HEAD`, `refs/heads/main`, …
    pub reference: String,
    /// What it pointed to: an object's id, or `ref: ` and a name; absent if it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub before: Option<String>,
    /// What it points to; absent if it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub after: Option<String>,
    /// Why the commit that it points to was not read, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unread: Option<String>,
}

/// A commit that was not there before. Author and times are whatever the candidate's git was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GitCommit {
    /// Its id, which its content has been found to have.
    pub id: String,
    /// The ids of those before it.
    pub parents: Vec<String>,
    /// The id of its tree.
    pub tree: String,
    /// Who made the change, by the commit's word.
    pub author: GitPerson,
    /// Who made the commit, by its word.
    pub committer: GitPerson,
    /// The message, or the beginning of a long one.
    pub message: String,
    /// Whether the message goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub cut: bool,
    /// Its trees and files that are new: loose, and in no commit that was recorded before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<GitObject>>")]
    pub objects: Vec<GitObject>,
    /// Whether there may be more that are new.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub objects_cut: bool,
}

/// A tree or file of a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GitObject {
    /// Its id, which its content has been found to have.
    pub id: String,
    /// Where it is in the commit; the commit's own tree is the empty path.
    pub path: String,
    /// Whether it is a tree, as git keeps it, and no file.
    pub tree: bool,
    /// What it holds.
    pub content: BlobRef,
}

/// Who did something in a repository, by its word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GitPerson {
    /// Name and address, as git writes them.
    pub who: String,
    /// Unix seconds.
    #[ts(type = "number")]
    pub at: i64,
    /// Offset from UTC: `+0100`.
    pub zone: String,
}
