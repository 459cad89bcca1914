//! Why recording files fails.

use super::scan::ScanError;
use crate::sandbox::workspace_files::WorkspaceFault;
use crate::trace::TraceClosed;

/// Recording files failed.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The tree could not be read.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The workspace could not be opened.
    #[error(transparent)]
    Lay(#[from] WorkspaceFault),
    /// The trace is closed.
    #[error(transparent)]
    Trace(#[from] TraceClosed),
}
