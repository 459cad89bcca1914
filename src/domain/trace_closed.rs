//! Why nothing more is recorded of a session.

/// An event was not recorded, and trying again does not help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TraceClosed {
    /// Its writer ended with the service. The next start continues the trace.
    #[error("the trace of this session is closed: the service is stopping")]
    Stopping,
    /// The database refuses it for good, with these words. Nothing more is written
    /// until the service starts again.
    #[error("the trace of this session is closed: {0}")]
    Refused(String),
    /// This event has no place in the chain, with these words. Others may have.
    #[error("the event could not be placed in the trace: {0}")]
    NotPlaced(String),
}
