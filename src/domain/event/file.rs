//! Files of the workspace.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::payload::BlobRef;

/// How a file was before or after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileVersion {
    /// Absent if the content was not recorded because it is over the size limit.
    pub content: Option<BlobRef>,
    /// In bytes.
    #[ts(type = "number")]
    pub size: u64,
    pub executable: bool,
}

/// A file that disappeared and one with the same content that appeared, in the same scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileRenamed {
    pub from: String,
    pub to: String,
    /// The file under its new path.
    pub version: FileVersion,
}

/// How much is in a generated or ignored folder, which is not recorded file by file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FolderSummary {
    /// Below the workspace.
    pub path: String,
    /// Why it is not recorded file by file.
    pub why: String,
    /// Files in it and in its folders.
    #[ts(type = "number")]
    pub files: u64,
    /// The size of these files in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Whether all of it was counted.
    pub whole: bool,
}
