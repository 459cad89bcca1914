//! How much of a workspace one scan looks at.

/// Contents beyond this many bytes are not kept; their size is.
pub const CONTENT_LIMIT: u64 = 8 * 1024 * 1024;
/// The most folders one below another.
pub const DEPTH_LIMIT: usize = 24;
/// Said of a file beyond [`CONTENT_LIMIT`].
pub(super) const LARGE: &str = "it is larger than 8 MiB: only its size is recorded";

/// How much of a workspace is looked at.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Files that are recorded.
    pub files: usize,
    /// Of these, kept for places that the session began with.
    pub reserved: usize,
    /// Names that are read in one scan outside of the folders that the session began with.
    pub names: usize,
    /// Names of one folder.
    pub names_of_folder: usize,
    /// Folders that are looked into beside those that the session began with.
    pub folders: usize,
    /// Bytes of changed files in the session's own places, again of those elsewhere, and again of new
    /// ones, that one scan reads; what is beyond comes with the next one. None keeps another from
    /// being read.
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
