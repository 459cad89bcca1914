//! Questions that were put to the pipeline, as far as its spans show them.

use serde::Serialize;
use ts_rs::TS;

use super::overview::BuildingView;
use crate::domain::event::{SpanDetails, Word};

/// `GET /api/sessions/{session}/asks`: a part of the list of questions. The list has each run,
/// followed by its questions.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AsksView {
    /// `None` once the index has every event.
    pub building: Option<BuildingView>,
    /// How many lines the list has, and how many of them are questions.
    pub total: usize,
    pub asks: usize,
    /// The line of the last question until the event that was named.
    pub here: Option<usize>,
    /// The line that `lines` begins with.
    pub first: usize,
    pub lines: Vec<AskLineView>,
    /// Traces of the session in which no stage is known and nothing is asked. They are not listed.
    pub others: u32,
    /// Questions of the session beyond the 100,000 that are listed, at least.
    #[ts(type = "number")]
    pub beyond: u64,
    /// Model calls beyond the 400,000 that are matched with questions.
    #[ts(type = "number")]
    pub calls_beyond: u64,
    /// Embedding calls whose text found no room among the 8 MiB that are kept.
    #[ts(type = "number")]
    pub without_text: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AskLineView {
    Run(AskRunView),
    Ask(AskRow),
}

/// `GET /api/sessions/{session}/asks/runs`: the runs that asked, in order.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskRunsView {
    /// `None` once the index has every event.
    pub building: Option<BuildingView>,
    /// Of all runs.
    pub questions: usize,
    /// At most 1,000: those with the most questions.
    pub runs: Vec<AskRunView>,
    pub omitted: usize,
}

/// Questions that one command asked, matched by time; or that came without one, none more than a
/// minute after the one before.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskRunView {
    /// The event of the command or, without one, of the first question. It names the run.
    #[ts(type = "number")]
    pub seq: u64,
    #[ts(type = "number")]
    pub time: i64,
    #[ts(type = "number")]
    pub end: i64,
    /// The command's line, shortened.
    pub command: Option<String>,
    /// Whether the command evaluates.
    pub evaluation: bool,
    pub questions: usize,
    pub failed: u32,
    pub abstained: u32,
    pub word: Word,
}

/// A question that was put to the pipeline, as far as its spans show it. In an evaluation a question
/// sends several traces, which are joined by time and text.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskRow {
    /// The event of its last outermost span. It names the question in `/asks/{seq}`, as the event
    /// of any of its spans does.
    #[ts(type = "number")]
    pub seq: u64,
    /// When that span arrived.
    #[ts(type = "number")]
    pub time: i64,
    /// The longest outermost span's name.
    pub name: String,
    /// The question, at most 300 characters: what was embedded alone while it was asked. The host
    /// saw the text; that it belongs to these spans is matched by time.
    pub text: Option<String>,
    /// Another text was embedded at the same time, so it may be the wrong one.
    pub text_doubt: bool,
    /// From the first span's start to the last one's end, in microseconds, as the pipeline says.
    #[ts(type = "number")]
    pub duration: i64,
    /// How many trace ids its spans have.
    pub traces: u32,
    /// How many of its spans are known: 500 at most of each trace.
    pub spans: u32,
    /// Whether a span says that it failed.
    pub failed: bool,
    /// What validation said.
    pub abstained: Option<bool>,
    pub grounded: Option<bool>,
    /// Its run, and the run's command.
    #[ts(type = "number")]
    pub run: u64,
    pub command: Option<String>,
    pub word: Word,
}

/// `GET /api/sessions/{session}/asks/{seq}`: what is known of one question.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskView {
    pub row: AskRow,
    /// In the order of their starts.
    pub spans: Vec<AskSpanView>,
    /// All stages in the pipeline's order, also those about which nothing is known.
    pub stages: Vec<AskStageView>,
    /// Model calls that went through the gateway while the question ran. They carry no trace id and
    /// are matched by time, so calls for another question at the same time are included. At most
    /// 100.
    pub calls: Vec<AskCallView>,
    /// Calls at that time that are not among them.
    pub calls_omitted: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskSpanView {
    #[ts(type = "number")]
    pub seq: u64,
    pub span: String,
    /// Which of the question's traces has it, from 0.
    pub part: u32,
    /// Empty at the root.
    pub parent: String,
    pub name: String,
    /// Microseconds after the outermost span's start.
    #[ts(type = "number")]
    pub start: i64,
    /// In microseconds.
    #[ts(type = "number")]
    pub duration: i64,
    /// As the pipeline sent them.
    #[ts(type = "Record<string, unknown>")]
    pub attributes: serde_json::Value,
    /// There were more spans than are recorded whole. Of this one, only ids, ranks and verdicts are
    /// kept.
    pub cut: bool,
    /// Kind, status, events and links, as the pipeline sent them.
    pub details: SpanDetails,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskStageView {
    /// Lexical leg, dense leg, fused, reranked, packed, prompt, answer or validation.
    pub stage: String,
    /// Whether anything is known about it.
    pub known: bool,
    /// One line: what is known, or why nothing is.
    pub says: String,
    /// The event that shows it.
    #[ts(type = "number | null")]
    pub seq: Option<u64>,
    /// Results in their order, if the pipeline sent them.
    pub results: Vec<AskResultView>,
    /// What was left out of the prompt; only of the packed stage.
    pub packed: Option<AskPackedView>,
}

/// What the span of the packing tells besides its results.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskPackedView {
    /// How many candidates it left out. With its results they are all that it was offered.
    #[ts(type = "number | null")]
    pub dropped: Option<u64>,
    #[ts(type = "number | null")]
    pub tokens: Option<u64>,
    /// Those that it named, at most 200.
    pub left_out: Vec<AskLeftOutView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AskLeftOutView {
    pub id: String,
    /// `over budget`, `duplicate`, or the pipeline's own word.
    pub why: String,
}

/// A result of a stage, as the pipeline sent it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskResultView {
    /// Of a document or a chunk.
    pub id: String,
    /// What it is ordered by.
    pub score: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AskCallView {
    /// The event, which has the whole request and response.
    #[ts(type = "number")]
    pub seq: u64,
    /// The event's kind.
    pub kind: String,
    /// As the request named it.
    pub model: String,
    /// As sent: at most 40, each at most 20,000 characters, and shorter if there are many.
    pub messages: Vec<AskMessageView>,
    /// Messages that are not among them.
    pub messages_omitted: usize,
    /// As received, at most 20,000 characters.
    pub answer: Option<String>,
    /// Whether the answer is longer. The event has all of it.
    pub answer_cut: bool,
    pub word: Word,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AskMessageView {
    pub role: String,
    pub text: String,
    /// Whether the message is longer. The event's request has all of it.
    pub cut: bool,
}
