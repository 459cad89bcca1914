//! A session as the installation keeps it, beside its trace.

use super::ids::SessionId;
use super::session::SessionState;
use super::session_clock::{Pauses, SessionClock};
use super::time::Timestamp;

/// What the installation knows about a session beside its trace.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    pub id: SessionId,
    /// The scenario's folder name.
    pub scenario: String,
    /// A note by the person who invited.
    pub label: String,
    pub state: SessionState,
    /// When the invitation was created. The trace's `at` counts from here.
    pub created_at: Timestamp,
    /// Until when the invitation may be used.
    pub expires_at: Timestamp,
    pub started_at: Option<Timestamp>,
    /// When time is up.
    pub deadline: Option<Timestamp>,
    /// When it was handed in, or ended otherwise.
    pub submitted_at: Option<Timestamp>,
    /// Microseconds during which the clock was stopped.
    pub stood_still: i64,
    /// When the service was last known to run while this session was running.
    pub last_seen: Option<Timestamp>,
    /// The candidate's final note.
    pub final_note: Option<String>,
    pub pauses: Pauses,
    /// The pipeline on which it runs. `None`: the scenario's first, or not chosen yet.
    pub track: Option<String>,
    /// Whether the candidate may choose the track until the start.
    pub track_open: bool,
}

impl SessionRecord {
    /// `None` if it has not started.
    pub fn clock(&self) -> Option<SessionClock> {
        Some(SessionClock {
            started_at: self.started_at?,
            deadline: self.deadline?,
            stood_still: self.stood_still,
            pauses: self.pauses,
        })
    }
}

impl SessionRecord {
    /// A session that was just created, for tests that do not care about its content.
    pub fn invited_in_test() -> Self {
        let created_at = Timestamp::now();
        Self {
            id: SessionId::generate(),
            scenario: "leaky-roof".into(),
            label: String::new(),
            state: SessionState::Invited,
            created_at,
            expires_at: created_at,
            started_at: None,
            deadline: None,
            submitted_at: None,
            stood_still: 0,
            last_seen: None,
            final_note: None,
            pauses: Pauses::default(),
            track: None,
            track_open: false,
        }
    }
}
