//! What a candidate has typed but not handed in.

use super::time::Timestamp;

/// A text as it was last saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it will become: the final note, or the answer to a question.
    pub name: String,
    /// How often it was saved, from 1.
    pub revision: u64,
    pub saved_at: Timestamp,
    pub text: String,
}
