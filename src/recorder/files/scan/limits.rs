//! How much of a workspace one scan looks at.

/// In bytes. Of a longer file only the size is kept.
pub const CONTENT_LIMIT: u64 = 8 * 1024 * 1024;
/// How deep folders may be nested.
pub const DEPTH_LIMIT: usize = 24;
/// The note for a file beyond [`CONTENT_LIMIT`].
pub(super) const LARGE: &str = "it is larger than 8 MiB: only its size is recorded";

#[derive(Clone, Debug)]
pub struct Limits {
    /// The most files that are recorded.
    pub files: usize,
    /// The part of `files` that is reserved for places that the session began with.
    pub reserved: usize,
    /// The most names that are read in one scan outside of the folders that the session began with.
    pub names: usize,
    /// The most names of one folder.
    pub names_of_folder: usize,
    /// The most folders that are listed besides those that the session began with.
    pub folders: usize,
    /// The most bytes that one scan reads of changed files in the session's own places, again of
    /// those elsewhere, and again of new files. The next scan reads the rest. No part keeps another
    /// from being read.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            files: 20_000,
            reserved: 4_000,
            names: 100_000,
            names_of_folder: 50_000,
            folders: 20_000,
            bytes: 32 * 1024 * 1024,
        }
    }
}
