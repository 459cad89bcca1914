//! An event: one entry of a trace. The format is documented in
//! `docs/trace.md`, which changes with it.

mod body;
mod check;
mod contents;
mod eval;
mod file;
mod git;
mod input;
mod kind;
mod limited;
mod model;
mod moments;
mod note;
mod span;
mod standing;
mod vector;
mod word;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use body::EventBody;
pub use check::{CheckOutcome, CheckResult};
pub use eval::EvalCompleted;
pub use file::{FileRenamed, FileVersion, FolderSummary};
pub use git::{GitCommit, GitMoved, GitObject, GitPerson};
pub use input::InputSource;
pub use kind::WORDS;
pub use limited::Limited;
pub use model::ModelCall;
pub use moments::{
    InjectDelivered, LaidFile, MessageSent, NotLaid, QuestionAnswered, QuestionAsked,
};
pub use note::{HypothesisStatus, Note};
pub use span::{SpanDetails, SpanLink, SpanMoment};
pub use standing::{SessionExtended, SessionPaused, SessionResumed, SessionWithdrawn};
pub use vector::{VectorCall, VectorHit};
pub use word::Word;

/// The version of the event format, which an export's manifest names.
pub const FORMAT_VERSION: u32 = 1;

/// Who caused an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// The candidate, or a program that they ran.
    Candidate,
    System,
    Practitioner,
    /// An AI assistant that the candidate may use.
    Assistant,
}

/// One entry of a trace, without its link in the hash chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Event {
    /// Position in the trace, from 1, without gaps.
    #[ts(type = "number")]
    pub seq: u64,
    /// Microseconds of wall clock since the session was created.
    #[ts(type = "number")]
    pub at: i64,
    /// Microseconds of working time: since the start, without interruptions.
    #[ts(type = "number")]
    pub active: i64,
    pub actor: Actor,
    /// What happened, written as `kind` and `data`.
    #[serde(flatten)]
    pub body: EventBody,
    /// Sequence numbers of earlier events that this one is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(type = "Array<number>")]
    pub links: Vec<u64>,
}
