//! What a scenario gives a candidate.

use serde::Serialize;
use ts_rs::TS;

use crate::scenario::manifest::Enforcement;

/// What a scenario gives, which stays as it is.
#[derive(Debug, Serialize, TS)]
pub struct GivenView {
    /// The scenario's title as a candidate may see it.
    pub title: String,
    /// What the company pays, if the scenario says so, for example "EUR 320".
    pub stipend: Option<String>,
    /// Minutes that the scenario gives.
    pub minutes: u32,
    /// The statement to consent to, Markdown.
    pub statement: String,
    /// The brief, Markdown; present once consent is given.
    pub brief: Option<String>,
    /// What production imposes; present once consent is given.
    pub constraints: Vec<BindingView>,
}

/// Something that production imposes, as a candidate reads it. Which check tells is not said.
#[derive(Debug, Serialize, TS)]
pub struct BindingView {
    /// One sentence, Markdown.
    pub says: String,
    /// How it is seen to.
    pub enforcement: EnforcementKind,
    /// Of read-only paths: which.
    pub paths: Vec<String>,
}

/// How a constraint is seen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EnforcementKind {
    /// A check tells, after handing in.
    Check,
    /// Whoever scores judges it.
    Practitioner,
    /// The sandbox does not allow it.
    ReadOnly,
    /// The gateway refuses calls once the money is spent.
    Budget,
}

impl EnforcementKind {
    /// Without the check's name, which candidates are not told.
    pub fn of(enforcement: Enforcement<'_>) -> Self {
        match enforcement {
            Enforcement::Check(_) => Self::Check,
            Enforcement::Practitioner => Self::Practitioner,
            Enforcement::ReadOnly => Self::ReadOnly,
            Enforcement::Budget => Self::Budget,
        }
    }
}
