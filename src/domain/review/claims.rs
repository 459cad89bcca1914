//! What a candidate claims in the final note, compared with the trace.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::evidence::Evidence;

/// A passage of the final note that claims something, and what the trace says about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Where it begins in the final note, in characters (Unicode scalar values).
    pub from: u32,
    /// Where it ends, exclusive.
    pub to: u32,
    /// The passage itself. A claim whose text differs from the note is refused.
    pub text: String,
    /// What the trace says.
    pub verdict: ClaimVerdict,
    /// May be empty.
    pub reason: String,
    /// The moments that support or contradict it.
    pub evidence: Vec<Evidence>,
}

/// Whether the trace supports a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ClaimVerdict {
    /// Something in the trace shows it.
    Supported,
    /// Something in the trace shows the opposite.
    Contradicted,
    /// Nothing in the trace shows either.
    Unsupported,
}

impl ClaimVerdict {
    /// As pages and reports show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Contradicted => "contradicted",
            Self::Unsupported => "unsupported",
        }
    }
}

impl Claim {
    /// Whether the note has these words in the place that the claim names.
    pub fn is_in(&self, final_note: &str) -> bool {
        let length = self.to.saturating_sub(self.from) as usize;
        length > 0
            && self.text.chars().count() == length
            && final_note
                .chars()
                .skip(self.from as usize)
                .take(length)
                .eq(self.text.chars())
    }

    /// Whether the verdict needs evidence and has none.
    pub fn lacks_evidence(&self) -> bool {
        self.verdict != ClaimVerdict::Unsupported && self.evidence.is_empty()
    }

    /// The first words, as a name in messages.
    pub fn name(&self) -> String {
        const LIMIT: usize = 40;
        let mut name: String = self.text.chars().take(LIMIT).collect();
        if self.text.chars().count() > LIMIT {
            name.push('…');
        }
        name
    }
}
