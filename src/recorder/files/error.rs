//! Why recording files fails.

use super::scan::ScanError;
use crate::sandbox::workspace_files::WorkspaceFault;
use crate::trace::TraceClosed;

/// Recording files failed.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The tree could not be read. The next scan may succeed.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The workspace could not be opened. Another try may succeed.
    #[error(transparent)]
    Lay(#[from] WorkspaceFault),
    /// Nothing can be recorded any more.
    #[error(transparent)]
    Trace(#[from] TraceClosed),
    /// The recorder ended, for a reason that is in the log and, if it was not the service's end, in the
    /// trace.
    #[error("the file recorder has ended")]
    Ended,
}

impl FilesError {
    /// The reason for whoever may not see where the host keeps the workspace; no full stop.
    pub fn words(&self) -> String {
        match self {
            Self::Scan(error) => error.cause().to_string(),
            Self::Lay(fault) => fault.reason.clone(),
            error => error.to_string(),
        }
    }

    /// Whether the recorder cannot be asked again.
    pub(super) fn is_final(&self) -> bool {
        matches!(self, Self::Trace(_) | Self::Ended)
    }
}
