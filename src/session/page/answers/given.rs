//! What a scenario gives a candidate.

use serde::Serialize;
use ts_rs::TS;

use crate::scenario::manifest::Enforcement;

/// It does not change during a session.
#[derive(Debug, Serialize, TS)]
pub struct GivenView {
    /// The title that a candidate may see.
    pub title: String,
    /// What the company pays, for example "EUR 320"; `None` if the scenario does not say.
    pub stipend: Option<String>,
    /// The scenario's own time.
    pub minutes: u32,
    /// The statement to agree to, Markdown.
    pub statement: String,
    /// The tracks between which the candidate may choose, or the one that there is.
    pub tracks: Vec<GivenTrack>,
    /// The chosen track: a pipeline's name. `None` until the candidate chooses.
    pub track: Option<String>,
    /// Whether the candidate may still choose.
    pub track_open: bool,
    /// The brief, Markdown. Present once the candidate has agreed and the track is known, since it
    /// says how the pipeline is built and run.
    pub brief: Option<String>,
    /// What production imposes. Empty until the candidate has agreed.
    pub constraints: Vec<BindingView>,
}

/// A pipeline as the candidate's choice.
#[derive(Debug, Serialize, TS)]
pub struct GivenTrack {
    /// The pipeline's name.
    pub pipeline: String,
    /// As people call it, such as `Python`.
    pub title: String,
    /// What somebody who chooses should know.
    pub needs: String,
}

/// A constraint as a candidate reads it. The check that enforces it is not named.
#[derive(Debug, Serialize, TS)]
pub struct BindingView {
    /// One sentence, Markdown.
    pub says: String,
    pub enforcement: EnforcementKind,
    /// Only for read-only paths.
    pub paths: Vec<String>,
}

/// How a constraint is enforced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EnforcementKind {
    /// A check decides, after the hand-in.
    Check,
    /// Whoever scores the session judges it.
    Practitioner,
    /// The sandbox does not allow the change.
    ReadOnly,
    /// The gateway refuses calls once the money is spent.
    Budget,
}

impl EnforcementKind {
    /// Leaves out the check's name, which candidates are not told.
    pub fn of(enforcement: Enforcement<'_>) -> Self {
        match enforcement {
            Enforcement::Check(_) => Self::Check,
            Enforcement::Practitioner => Self::Practitioner,
            Enforcement::ReadOnly => Self::ReadOnly,
            Enforcement::Budget => Self::Budget,
        }
    }
}
