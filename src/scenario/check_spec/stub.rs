//! How a provider misbehaves at a check's request.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A provider that misbehaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stub {
    /// The provider that misbehaves.
    pub target: StubTarget,
    /// How it misbehaves.
    pub mode: StubMode,
    /// Only every such call misbehaves: 3 is every third, 1 is all of them.
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
    /// Embeddings.
    Embeddings,
    /// Chat completions.
    Chat,
}

/// How a provider misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StubMode {
    /// It answers 503.
    Fail,
    /// Vectors come in reverse order, each with its correct index. Embeddings only.
    Reorder,
    /// The last vector is missing; for a chat, the completion is missing.
    Short,
    /// Vectors have half of their numbers; for a chat, the text stops half-way,
    /// and the answer says so.
    Truncate,
    /// It answers 200 with something that is not JSON.
    Garbage,
    /// A completion in the correct form whose text is nonsense. Chat only.
    Nonsense,
    /// It does not answer.
    Hang,
}

impl Stub {
    /// What is wrong with this stub, if anything.
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
