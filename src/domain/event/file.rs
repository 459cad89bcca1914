//! Files of the workspace.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::payload::BlobRef;

/// How a file was before or after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileVersion {
    /// The content, if it was recorded; absent for a content over the size limit.
    pub content: Option<BlobRef>,
    /// Size in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// Whether it may be executed.
    pub executable: bool,
}

/// A file that went and one of the same content that came, within one look at the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileRenamed {
    /// Its path before.
    pub from: String,
    /// Its path now.
    pub to: String,
    /// How it is.
    pub version: FileVersion,
}

/// How much is in a folder that is generated or ignored: it is not recorded file by file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FolderSummary {
    /// The folder, below the workspace.
    pub path: String,
    /// What makes it one of these.
    pub why: String,
    /// Files in it, those of its folders included.
    #[ts(type = "number")]
    pub files: u64,
    /// Their bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Whether all of it was counted.
    pub whole: bool,
}
