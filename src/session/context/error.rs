//! Why a session could not be changed.

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

#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The session's state does not allow this.
    #[error("the session is {}", .0.as_str())]
    WrongState(SessionState),
    /// The candidate agreed to a statement other than today's.
    #[error("the statement has changed since the page was loaded; read it again")]
    OtherStatement,
    /// The scenario has several tracks, and the candidate has not chosen one.
    #[error("no track is chosen yet")]
    NoTrack,
    /// The invitation chose the track, or the session has started.
    #[error("the track can no longer be chosen")]
    TrackFixed,
    /// The scenario has no such track.
    #[error("there is no track {0:?}")]
    NoSuchTrack(String),
    /// A text is empty or too long. The message is for a person.
    #[error("{0}")]
    Refused(String),
    /// Another page has saved this text since. Nothing was changed.
    #[error("the draft was saved by another page")]
    DraftChanged,
    #[error("drafts are saved too often")]
    TooOften,
    #[error("the session is being handed in")]
    HandingIn,
    /// Something in the workspace is not recorded, and the candidate has not been asked about it
    /// yet.
    #[error("not recorded: {0}")]
    NotRecorded(String),
    /// The workspace could not be read, and the candidate has not been asked about it yet.
    /// `stopped`: the sandbox was stopped for the hand-in and stays stopped.
    #[error("the workspace could not be read: {why}")]
    NotRead {
        /// Without a full stop at its end.
        why: String,
        stopped: bool,
    },
    /// Another page has changed the note since.
    #[error("the note was changed since")]
    NoteChanged,
    /// The clock is paused, is not paused, or has run out.
    #[error(transparent)]
    Clock(#[from] ClockError),
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The edition that the session was invited with.
    #[error(transparent)]
    Edition(#[from] EditionError),
    #[error("the image {0}, which the session was invited with, no longer exists on this machine")]
    ImageGone(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The trace is closed, so nothing more can be recorded.
    #[error(transparent)]
    Trace(#[from] TraceClosed),
    #[error(transparent)]
    Files(#[from] FilesError),
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The workspace as the trace has it.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A file or a socket of the session.
    #[error("{0}")]
    Io(#[from] std::io::Error),
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
