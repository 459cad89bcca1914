//! Why recording files fails.

use super::scan::ScanError;
use crate::sandbox::workspace_files::WorkspaceFault;
use crate::trace::TraceClosed;

#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The tree could not be read. The next scan may succeed.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The workspace could not be opened. Another attempt may succeed.
    #[error(transparent)]
    Lay(#[from] WorkspaceFault),
    #[error(transparent)]
    Trace(#[from] TraceClosed),
    /// The recorder ended. The log has the reason; so has the trace, unless the service itself
    /// ended.
    #[error("the file recorder has ended")]
    Ended,
}

impl FilesError {
    /// The reason without a full stop, for readers who may not see where the host keeps the
    /// workspace.
    pub fn words(&self) -> String {
        match self {
            Self::Scan(error) => error.cause().to_string(),
            Self::Lay(fault) => fault.reason.clone(),
            error => error.to_string(),
        }
    }

    /// Whether the recorder cannot answer any further requests.
    pub(super) fn is_final(&self) -> bool {
        matches!(self, Self::Trace(_) | Self::Ended)
    }
}
