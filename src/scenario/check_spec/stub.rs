//! How a provider misbehaves, when a check wants it to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A provider that misbehaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stub {
    /// Which provider.
    pub target: StubTarget,
    /// How.
    pub mode: StubMode,
    /// Only each call with this number; 1 is every call.
    #[serde(default = "every_call")]
    pub every: u32,
}

fn every_call() -> u32 {
    1
}

/// The provider that misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StubTarget {
    /// Of vectors.
    Embeddings,
    /// Of completions.
    Chat,
}

/// How it misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StubMode {
    /// It answers 503.
    Fail,
    /// Vectors come in the reverse order, each with its right index. Embeddings only.
    Reorder,
    /// The last vector is missing; of a chat, there is no completion.
    Short,
    /// Vectors have half of their numbers; of a chat, the text stops half-way, and says so.
    Truncate,
    /// It answers 200 with something that is no JSON.
    Garbage,
    /// A completion in the right form whose text is nonsense. Chat only.
    Nonsense,
    /// It does not answer.
    Hang,
}

impl Stub {
    /// What is wrong with it, if something is.
    pub fn problem(&self) -> Option<&'static str> {
        match (self.target, self.mode) {
            _ if self.every == 0 => Some("must have `every` of 1 or more"),
            (StubTarget::Chat, StubMode::Reorder) => {
                Some("cannot reorder a chat: it has one completion")
            }
            (StubTarget::Embeddings, StubMode::Nonsense) => {
                Some("cannot make nonsense of embeddings: use \"garbage\" or \"reorder\"")
            }
            _ => None,
        }
    }
}
