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
    /// What people call it, eight digits.
    pub short: String,
    /// Scenario's slug.
    pub scenario: String,
    /// Scenario's title.
    pub title: String,
    pub state: SessionState,
    /// A note of the one who invited, to tell candidates apart; none while it is withheld.
    pub label: Option<String>,
    pub created_at: Timestamp,
    /// When the candidate started.
    pub started_at: Option<Timestamp>,
    /// When time is up, while it runs; in a pause that moves on with the time.
    pub deadline: Option<Timestamp>,
    /// Since when the candidate pauses, if they do.
    pub paused_since: Option<Timestamp>,
    /// When it was handed in, or ended otherwise.
    pub submitted_at: Option<Timestamp>,
    /// Events so far.
    #[ts(type = "number")]
    pub events: u64,
    /// The score, if there is one to show.
    pub final_score: Option<u32>,
    /// On what it rests; none while there is no review, or while it is withheld.
    pub score_is: Option<ScoreKind>,
    /// My review of it.
    pub mine: MyReview,
    /// Whether label, verdicts, scores and other reviews are withheld from me, because I have not
    /// submitted a review of it.
    pub withheld: bool,
    /// Whether the trace says that something could not be recorded.
    pub degraded: bool,
    /// Why it does not continue though it should, if so: its sandbox does not stay, or it could not
    /// be resumed. It is tried again.
    pub failing: Option<String>,
    /// Whether it happened in another installation: its trace is read-only.
    pub imported: bool,
}

/// Where my review of a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum MyReview {
    None,
    Draft,
    Submitted,
    /// I chose to see everything instead, and can no longer submit one.
    Forgone,
}

/// On what a session's score rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ScoreKind {
    /// One review.
    Single,
    /// Reviews that agree; not decided.
    Agreed,
    /// Nothing: reviews lie too far apart.
    Disputed,
    /// A decision.
    Final,
}
