//! Whose word something in a trace is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whose word something in a trace is: on what one relies in believing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// The service saw or did it, outside the sandbox.
    Host,
    /// The sandbox's agent said it: a program of ours that the candidate can neither change nor
    /// speak for, on their machine.
    Sandbox,
    /// The candidate wrote it, or a program of theirs could have.
    Candidate,
}

impl Word {
    /// In words.
    pub fn says(self) -> &'static str {
        match self {
            Self::Host => "host saw",
            Self::Sandbox => "sandbox said",
            Self::Candidate => "candidate wrote",
        }
    }
}
