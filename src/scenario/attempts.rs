//! What people do with the workspace as a candidate gets it, besides the reference: fixes that hide
//! the complaint, other repairs that are sound, and cheats. Each is a patch, and the matrix knows
//! what the checks must say to it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A fix that hides the complaint and repairs nothing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shallow {
    /// The fix's id: lower-case letters, digits and hyphens.
    pub id: String,
    /// What a candidate who does this believes.
    pub believes: String,
    /// A diff against the workspace as a candidate gets it.
    pub patch: String,
    /// The checks that it must fail. At least one.
    pub fails: Vec<String>,
    /// The tracks that it is written for. Without it, all of them.
    #[serde(default)]
    pub tracks: Vec<String>,
}

/// A repair that must pass every check, made by somebody who had not seen the reference. It shows
/// that the checks do not only know the reference's way.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sound {
    /// The repair's id: lower-case letters, digits and hyphens.
    pub id: String,
    /// What it does differently from the reference.
    pub does: String,
    /// A diff against the workspace as a candidate gets it.
    pub patch: String,
    /// The tracks that it is written for. Without it, all of them.
    #[serde(default)]
    pub tracks: Vec<String>,
}

/// What a candidate could do to look right.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cheat {
    /// The cheat's id: lower-case letters, digits and hyphens.
    pub id: String,
    /// What a candidate who does this hopes for.
    pub hopes: String,
    /// A diff against the workspace as a candidate gets it.
    pub patch: String,
    /// The checks that it must fail. At least one.
    pub fails: Vec<String>,
    /// The tracks that it is written for. Without it, all of them.
    #[serde(default)]
    pub tracks: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptKind {
    Shallow,
    Sound,
    Cheat,
}

impl AttemptKind {
    /// The table of the manifest, and the first part of the variant's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shallow => "shallow",
            Self::Sound => "sound",
            Self::Cheat => "cheat",
        }
    }
}

/// One of them, whichever it is.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    pub kind: AttemptKind,
    pub id: &'a str,
    pub patch: &'a str,
    /// The checks that it must fail. Empty for a sound one, which must pass all.
    pub fails: &'a [String],
    /// Empty: all tracks.
    pub tracks: &'a [String],
}

impl Attempt<'_> {
    pub fn is_on(&self, track: &str) -> bool {
        self.tracks.is_empty() || self.tracks.iter().any(|it| it == track)
    }

    /// As error messages and [`crate::Scenario::line`] name it.
    pub fn key(&self) -> String {
        format!("{}.{}", self.kind.as_str(), self.id)
    }
}

/// Checks that a change of one key may satisfy by itself.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tweakable {
    /// The key of the pipeline's configuration, such as `pack.candidates`.
    pub key: String,
    /// The checks that it may pass. The others that claim a fault must still fail.
    pub passes: Vec<String>,
    /// Why a candidate who only does this has repaired that much.
    pub because: String,
}
