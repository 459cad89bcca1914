//! A session's states, and which may follow which.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a session is between invitation and score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SessionState {
    /// The link was created; nobody has consented yet.
    Invited,
    /// The candidate agreed; the clock does not run yet.
    Consented,
    /// The sandbox is up and the clock runs.
    Running,
    /// Handed in; the checks run.
    Submitted,
    /// The checks are done: ready for review.
    Checked,
    /// A practitioner submitted a review.
    Reviewed,
    /// The candidate or a practitioner ended it: nothing is checked or scored.
    Withdrawn,
}

impl SessionState {
    /// Whether this state may directly follow `self`.
    pub fn may_become(self, next: Self) -> bool {
        use SessionState::{Checked, Consented, Invited, Reviewed, Running, Submitted, Withdrawn};
        matches!(
            (self, next),
            (Invited, Consented | Withdrawn)
                | (Consented, Running | Withdrawn)
                | (Running, Submitted | Withdrawn)
                | (Submitted, Checked)
                | (Checked, Reviewed)
        )
    }

    /// As the database has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Consented => "consented",
            Self::Running => "running",
            Self::Submitted => "submitted",
            Self::Checked => "checked",
            Self::Reviewed => "reviewed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// `None` for an unknown word.
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Invited,
            Self::Consented,
            Self::Running,
            Self::Submitted,
            Self::Checked,
            Self::Reviewed,
            Self::Withdrawn,
        ]
        .into_iter()
        .find(|state| state.as_str() == word)
    }
}
