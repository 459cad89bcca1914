//! A session in the list of them, as one practitioner may see it.

use serde::Serialize;
use ts_rs::TS;

use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::time::Timestamp;

/// A row of `GET /api/sessions`.
#[derive(Debug, Serialize, TS)]
pub struct SessionRow {
    pub session: SessionId,
    /// The session's short name: eight digits.
    pub short: String,
    /// Scenario's slug.
    pub scenario: String,
    pub title: String,
    /// The title of the candidate's track, if the scenario has several.
    pub track: Option<String>,
    pub state: SessionState,
    /// Written by whoever invited, to tell candidates apart; `None` while withheld.
    pub label: Option<String>,
    pub created_at: Timestamp,
    /// When the candidate started.
    pub started_at: Option<Timestamp>,
    /// When time is up, while the session runs. During a pause it moves with the current time.
    pub deadline: Option<Timestamp>,
    /// Since when the session has been paused, if it is.
    pub paused_since: Option<Timestamp>,
    /// When it was handed in or ended otherwise.
    pub submitted_at: Option<Timestamp>,
    /// Events so far, as far as I may see them: as the desk's overview counts them.
    #[ts(type = "number")]
    pub events: u64,
    /// The score, if there is one to show.
    pub final_score: Option<u32>,
    /// What it rests on; `None` while there is no review or while it is withheld.
    pub score_is: Option<ScoreKind>,
    pub mine: MyReview,
    /// Whether label, verdicts, scores and other reviews are withheld from me, because I have not
    /// submitted a review of it.
    pub withheld: bool,
    /// Whether the trace says that something could not be recorded.
    pub degraded: bool,
    /// Why the session is not running although it should, if so: its sandbox keeps stopping, or the
    /// session could not be resumed. The service tries again.
    pub failing: Option<String>,
    /// Whether it happened in another installation: its trace is read-only.
    pub imported: bool,
}

/// The state of my review of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum MyReview {
    None,
    Draft,
    Submitted,
    /// I chose to see everything instead, and can no longer submit one.
    Forgone,
}

/// What a session's score rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ScoreKind {
    /// One review.
    Single,
    /// Reviews that agree; nobody has decided yet.
    Agreed,
    /// Nothing: reviews are too far apart.
    Disputed,
    /// A decision.
    Final,
}
