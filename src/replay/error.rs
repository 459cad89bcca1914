//! Why a question about a trace cannot be answered.

use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The search index.
    #[error("the search index: {0}")]
    Search(#[from] tantivy::TantivyError),
    /// A task that builds or searches panicked or was cancelled.
    #[error("a task of the index stopped: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// Derived data cannot be read or written.
    #[error("the index is damaged: {0}")]
    Damaged(String),
    /// The index is still being built and does not have this event yet.
    #[error("event {seq} is not in the index yet, which ends at event {done}")]
    NotYet {
        seq: u64,
        /// The last event that it has.
        done: u64,
    },
    #[error("there is no event {0}")]
    NoEvent(u64),
    /// It did not exist at that moment.
    #[error("there was no file {0:?}")]
    NoFile(String),
}
