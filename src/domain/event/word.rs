//! Whose word something in a trace is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whom you have to trust if you believe something in a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// The service saw or did it, outside the sandbox.
    Host,
    /// The sandbox's agent reported it. It is our program on the candidate's machine; they can
    /// neither change it nor send in its name.
    Sandbox,
    /// The candidate wrote it, or a program of theirs could have.
    Candidate,
}

impl Word {
    /// As pages and reports show it.
    pub fn says(self) -> &'static str {
        match self {
            Self::Host => "host saw",
            Self::Sandbox => "sandbox said",
            Self::Candidate => "candidate wrote",
        }
    }
}
