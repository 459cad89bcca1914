//! What a manifest says about the time of the session: what happens, what
//! is asked, what is imposed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When something happens, or is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// At the hand-in. For questions only.
    FinalNote,
    /// After this many minutes of working time.
    Minutes(u32),
    /// After the first finished command whose text contains this.
    Command(String),
    /// After the first recorded change to this file, below this folder, or of a stage's files:
    /// `stage:pack`.
    Change(String),
    /// After the first note of this kind.
    Note(NoteWord),
}

/// The kinds of notes that can be a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoteWord {
    /// A supposed cause.
    Hypothesis,
    /// What speaks for or against something.
    Evidence,
    /// A decision that was made.
    Decision,
    /// A change and the reason for it.
    Fix,
}

impl NoteWord {
    /// As the manifest writes it.
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
            Self::Change(path) => match path.strip_prefix("stage:") {
                Some(stage) => write!(formatter, "after the first change of the stage “{stage}”"),
                None => write!(formatter, "after the first change of “{path}”"),
            },
            Self::Note(kind) => write!(formatter, "after the first note: {}", kind.as_str()),
        }
    }
}

/// Something that happens during a session.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inject {
    /// The inject's id: lower-case letters, digits and hyphens.
    pub id: String,
    /// When it happens.
    pub when: Moment,
    /// Who sends the message, as a role.
    pub from: String,
    /// The message to the candidate, in Markdown.
    pub message: String,
    /// A folder below the scenario's, laid over the workspace at that moment.
    pub lays: Option<String>,
    /// Paths of the workspace that are removed at that moment, before anything is laid.
    #[serde(default)]
    pub removes: Vec<String>,
}

/// A question to the candidate's judgement.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question's id: lower-case letters, digits and hyphens.
    pub id: String,
    /// When it is asked.
    pub when: Moment,
    /// The question itself.
    pub asks: String,
    /// What a strong answer shows. For practitioners.
    pub strong: String,
}

/// What production imposes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// The constraint's id: lower-case letters, digits and hyphens.
    pub id: String,
    /// One sentence, as the candidate reads it.
    pub says: String,
    /// Who or what enforces it: a check's id, `practitioner`, `read-only` or `budget`.
    pub enforced_by: String,
    /// For `read-only`: the paths of the workspace that cannot be changed in the sandbox.
    #[serde(default)]
    pub paths: Vec<String>,
}

/// Who or what enforces a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforcement<'a> {
    /// A check, after the hand-in.
    Check(&'a str),
    /// Whoever scores judges it.
    Practitioner,
    /// The paths cannot be changed in the sandbox.
    ReadOnly,
    /// The gateway refuses calls once the money is spent.
    Budget,
}

impl Constraint {
    pub fn enforcement(&self) -> Enforcement<'_> {
        match self.enforced_by.as_str() {
            "practitioner" => Enforcement::Practitioner,
            "read-only" => Enforcement::ReadOnly,
            "budget" => Enforcement::Budget,
            check => Enforcement::Check(check),
        }
    }
}
