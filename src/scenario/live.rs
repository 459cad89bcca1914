//! What a manifest says about the time of the session: what happens, what is asked, what binds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When something happens, or is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// When handing in; for questions only.
    FinalNote,
    /// After so many minutes of working time.
    Minutes(u32),
    /// After the first finished command whose text contains this.
    Command(String),
    /// After the first recorded change of this file, or below this folder.
    Change(String),
    /// After the first note of this kind.
    Note(NoteWord),
}

/// Kinds of notes that are a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoteWord {
    /// A supposed cause.
    Hypothesis,
    /// What speaks for or against something.
    Evidence,
    /// A decision.
    Decision,
    /// A change and why.
    Fix,
}

impl NoteWord {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hypothesis => "hypothesis",
            Self::Evidence => "evidence",
            Self::Decision => "decision",
            Self::Fix => "fix",
        }
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::FinalNote => formatter.write_str("when handing in"),
            Self::Minutes(minutes) => write!(formatter, "after {minutes} minutes of work"),
            Self::Command(text) => write!(formatter, "after the first command with “{text}”"),
            Self::Change(path) => write!(formatter, "after the first change of “{path}”"),
            Self::Note(kind) => write!(formatter, "after the first note: {}", kind.as_str()),
        }
    }
}

/// Something that happens during a session.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inject {
    /// Its name.
    pub id: String,
    /// When it happens.
    pub when: Moment,
    /// Who the message is from, a role.
    pub from: String,
    /// What the candidate reads, Markdown.
    pub message: String,
    /// A folder below the scenario's, laid over the workspace at that moment.
    pub lays: Option<String>,
    /// Paths of the workspace that go away at that moment, before anything is laid.
    #[serde(default)]
    pub removes: Vec<String>,
}

/// A question to the candidate's judgement.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name.
    pub id: String,
    /// When it is asked.
    pub when: Moment,
    /// The question.
    pub asks: String,
    /// What a strong answer shows; for practitioners.
    pub strong: String,
}

/// What production imposes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// Its name.
    pub id: String,
    /// One sentence, as the candidate reads it.
    pub says: String,
    /// Who or what sees to it: a check's id, `practitioner`, `read-only` or `budget`.
    pub enforced_by: String,
    /// Of `read-only`: the paths of the workspace that cannot be changed in the sandbox.
    #[serde(default)]
    pub paths: Vec<String>,
}

/// How a constraint is seen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforcement<'a> {
    /// A check tells, after handing in.
    Check(&'a str),
    /// Whoever scores judges it.
    Practitioner,
    /// The paths cannot be changed in the sandbox.
    ReadOnly,
    /// The gateway refuses calls once the money is spent.
    Budget,
}

impl Constraint {
    /// What `enforced_by` means.
    pub fn enforcement(&self) -> Enforcement<'_> {
        match self.enforced_by.as_str() {
            "practitioner" => Enforcement::Practitioner,
            "read-only" => Enforcement::ReadOnly,
            "budget" => Enforcement::Budget,
            check => Enforcement::Check(check),
        }
    }
}
