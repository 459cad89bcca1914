//! How input of a terminal came about.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How input came about, by the word of the candidate's page: the host sees bytes only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum InputSource {
    /// Keys, one by one, however late they were sent.
    Keys,
    /// Pasted at once.
    Paste,
    /// The mouse, for a program that asked for it.
    Mouse,
    /// The terminal's own answer to a program, or its report that the window has the focus.
    Reply,
}

impl InputSource {
    /// Whether a person wrote these bytes.
    pub fn is_writing(self) -> bool {
        matches!(self, Self::Keys | Self::Paste)
    }
}
