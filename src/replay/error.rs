//! Why a replay cannot be answered.

use crate::store::StoreError;

/// Something that a replay could not do.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index of words.
    #[error("the search index: {0}")]
    Search(#[from] tantivy::TantivyError),
    /// A task of the index ended.
    #[error("building the index broke off: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// Something that was derived cannot be read or written.
    #[error("the index is damaged: {0}")]
    Damaged(String),
    /// The index has not come to this event yet.
    #[error("event {seq} is not in the index yet, which has {done}")]
    NotYet {
        /// The event.
        seq: u64,
        /// The last one that is in it.
        done: u64,
    },
    /// The trace has no such event.
    #[error("there is no event {0}")]
    NoEvent(u64),
}
