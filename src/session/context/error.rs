//! Why a session could not be moved on.

use crate::domain::session::SessionState;
use crate::domain::session_clock::ClockError;
use crate::editions::EditionError;
use crate::recorder::files::FilesError;
use crate::recorder::files::scan::ScanError;
use crate::recorder::files::snapshot::SnapshotError;
use crate::sandbox::SandboxError;
use crate::scenario::ScenarioError;
use crate::store::StoreError;
use crate::store::drafts::DraftError;
use crate::trace::TraceClosed;

/// A session could not be moved on.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// It is not in a state in which this can be done.
    #[error("the session is {}", .0.as_str())]
    WrongState(SessionState),
    /// Consent to a statement that is not the one that is valid.
    #[error("the statement has changed since the page was loaded; read it again")]
    OtherStatement,
    /// Something the candidate sent is too long or empty.
    #[error("{0}")]
    Refused(String),
    /// Another page has saved this text since: nothing was changed.
    #[error("the draft was saved by another page")]
    DraftChanged,
    /// Drafts are saved too often.
    #[error("drafts are saved too often")]
    TooOften,
    /// The candidate has begun to hand in.
    #[error("the session is being handed in")]
    HandingIn,
    /// Something in the workspace is not recorded, and the candidate has not been asked yet.
    #[error("not recorded: {0}")]
    NotRecorded(String),
    /// The workspace could not be read, and the candidate has not been asked yet. `stopped`: the sandbox
    /// was stopped for the hand-in and stays so.
    #[error("the workspace could not be read: {why}")]
    NotRead {
        /// Without a full stop.
        why: String,
        stopped: bool,
    },
    /// A note was changed in another page since.
    #[error("the note was changed since")]
    NoteChanged,
    /// Its clock stands still, or does not.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// The sandbox.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The scenario.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// What the session was invited with.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// The sandbox image that the session was invited with is gone.
    #[error("the image {0}, which the session was invited with, is not on this machine any more")]
    ImageGone(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing can be recorded any more.
    #[error(transparent)]
    Trace(#[from] TraceClosed),
    /// The workspace's recorder.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The workspace.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The workspace's record.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A file or socket of the session.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// Anything else.
    #[error("{0}")]
    Internal(String),
}

impl From<DraftError> for SessionError {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::Changed => Self::DraftChanged,
            DraftError::Store(error) => error.into(),
        }
    }
}
