//! How input to a terminal came about.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How input came about, according to the candidate's page. The host sees only bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum InputSource {
    /// Keys, one by one, however late they were sent.
    Keys,
    /// Pasted at once.
    Paste,
    /// The mouse, for a program that enabled it.
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
