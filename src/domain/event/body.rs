//! What an event reports: every kind, and its data or the name of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{
    CheckResult, EvalCompleted, FileRenamed, FileVersion, FolderSummary, GitCommit, GitMoved,
    InjectDelivered, InputSource, Limited, MessageSent, ModelCall, Note, QuestionAnswered,
    QuestionAsked, SessionExtended, SessionPaused, SessionResumed, SessionWithdrawn, SpanDetails,
    VectorCall,
};
use crate::domain::ids::Digest;
use crate::domain::payload::{BlobRef, Payload};
use crate::domain::time::Timestamp;

/// What an event reports, by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "data")]
pub enum EventBody {
    /// An invitation was made.
    #[serde(rename = "session.created")]
    SessionCreated {
        /// Scenario's slug.
        scenario: String,
        /// Scenario's version.
        scenario_version: u32,
        /// Digest of the scenario's folder.
        scenario_digest: Digest,
        /// Unix microseconds that `at` counts from.
        created_at: Timestamp,
    },
    /// The candidate agreed to be recorded.
    #[serde(rename = "session.consented")]
    SessionConsented {
        /// The exact statement that was shown.
        statement: String,
    },
    /// The clock started and the sandbox is up.
    #[serde(rename = "session.started")]
    SessionStarted {
        /// The image the sandbox runs.
        image: String,
        /// Unix microseconds at which time is up.
        deadline: Timestamp,
        /// The workspace at the start: a blob with a JSON map from path to file version.
        workspace: BlobRef,
    },
    /// The service was gone; the clock stood still.
    #[serde(rename = "session.interrupted")]
    SessionInterrupted {
        /// What is known of the cause.
        reason: String,
        /// Unix microseconds of the last sign of life.
        last_seen: Timestamp,
    },
    /// The service is back and adopted the sandbox.
    #[serde(rename = "session.recovered")]
    SessionRecovered {
        /// Microseconds that were lost and are given back.
        #[ts(type = "number")]
        downtime: i64,
        /// The new deadline.
        deadline: Timestamp,
        /// Whether the candidate's processes survived; false if the sandbox had to be made anew.
        processes_survived: bool,
    },
    /// The candidate stopped their clock.
    #[serde(rename = "session.paused")]
    SessionPaused(SessionPaused),
    /// The clock goes on after a pause.
    #[serde(rename = "session.resumed")]
    SessionResumed(SessionResumed),
    /// A practitioner gave more time.
    #[serde(rename = "session.extended")]
    SessionExtended(SessionExtended),
    /// The session ended and nothing was handed in.
    #[serde(rename = "session.withdrawn")]
    SessionWithdrawn(SessionWithdrawn),
    /// The candidate handed in.
    #[serde(rename = "session.submitted")]
    SessionSubmitted {
        /// What was found and done, in the candidate's words.
        final_note: String,
        /// The workspace at the end, as at the start.
        workspace: BlobRef,
    },
    /// The candidate began to hand in: from here on the sandbox stands still, and what is asked last
    /// is asked.
    #[serde(rename = "session.handing_in")]
    SessionHandingIn {},
    /// Time was up; what there was is handed in.
    #[serde(rename = "session.expired")]
    SessionExpired {
        /// The workspace at the end.
        workspace: BlobRef,
        /// The final note as far as it was written, if any of it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        unfinished_note: Option<String>,
    },
    /// The sandbox's first process started: the first time, or again with its terminals lost.
    #[serde(rename = "sandbox.booted")]
    SandboxBooted {
        /// Digest of a number that the process drew at its start.
        boot: Digest,
    },
    /// The sandbox ends again and again right after its start, or cannot be started.
    #[serde(rename = "sandbox.failing")]
    SandboxFailing {
        /// How often it was tried in a row.
        tries: u32,
        /// What is known of the cause.
        reason: String,
    },
    /// The candidate read the brief.
    #[serde(rename = "brief.opened")]
    BriefOpened {},
    /// A stakeholder's message came, perhaps with changes of the workspace.
    #[serde(rename = "inject.delivered")]
    InjectDelivered(InjectDelivered),
    /// A question was put to the candidate.
    #[serde(rename = "question.asked")]
    QuestionAsked(QuestionAsked),
    /// The candidate answered a question, or changed the answer.
    #[serde(rename = "question.answered")]
    QuestionAnswered(QuestionAnswered),
    /// The candidate wrote back to a stakeholder.
    #[serde(rename = "message.sent")]
    MessageSent(MessageSent),
    /// A terminal is open.
    #[serde(rename = "terminal.opened")]
    TerminalOpened {
        /// Its number.
        terminal: u32,
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
    /// A terminal printed.
    #[serde(rename = "terminal.output")]
    TerminalOutput {
        /// Its number.
        terminal: u32,
        /// Position of the first byte in everything this terminal printed.
        #[ts(type = "number")]
        offset: u64,
        /// The bytes.
        bytes: Payload,
    },
    /// Something was typed or pasted.
    #[serde(rename = "terminal.input")]
    TerminalInput {
        /// Terminal number.
        terminal: u32,
        /// Position of the first byte in everything typed here.
        #[ts(type = "number")]
        offset: u64,
        /// The bytes.
        bytes: Payload,
        /// How they came about, by the page's word; absent if it did not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        source: Option<InputSource>,
        /// The page that sent them, by the number that it drew; absent if it has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        page: Option<u32>,
    },
    /// A terminal's size changed.
    #[serde(rename = "terminal.resized")]
    TerminalResized {
        /// Its number.
        terminal: u32,
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
    /// A terminal's shell ended.
    #[serde(rename = "terminal.closed")]
    TerminalClosed {
        /// Its number.
        terminal: u32,
        /// Exit status, 128 + signal if killed.
        status: i32,
    },
    /// Input was refused.
    #[serde(rename = "terminal.refused")]
    TerminalRefused {
        /// Its number.
        terminal: u32,
        /// What was told to the candidate.
        reason: String,
        /// How many bytes were not accepted, as far as they were seen.
        #[ts(type = "number")]
        length: u64,
    },
    /// The shell said that a command began (derived from OSC 133; a candidate could fake it).
    #[serde(rename = "command.started")]
    CommandStarted {
        /// Terminal number.
        terminal: u32,
        /// Number of the command in this terminal, from 1.
        command: u32,
        /// The command line.
        text: String,
        /// Where it ran.
        directory: Option<String>,
        /// Offset of its first output byte.
        #[ts(type = "number")]
        offset: u64,
    },
    /// The shell said that a command ended.
    #[serde(rename = "command.finished")]
    CommandFinished {
        /// Terminal number.
        terminal: u32,
        /// Number of the command.
        command: u32,
        /// Exit status, if the shell said one.
        exit: Option<i32>,
        /// Microseconds it took, as seen by the service.
        #[ts(type = "number")]
        duration: i64,
        /// Output range: from.
        #[ts(type = "number")]
        from: u64,
        /// Output range: up to, exclusive.
        #[ts(type = "number")]
        to: u64,
    },
    /// A file was made or its content changed, as seen from the host.
    #[serde(rename = "file.changed")]
    FileChanged {
        /// Path below the workspace, `/`-separated; bytes that are no UTF-8 as `\xHH`.
        path: String,
        /// How it was; absent if it is new.
        before: Option<FileVersion>,
        /// How it is.
        after: FileVersion,
    },
    /// A file is gone.
    #[serde(rename = "file.deleted")]
    FileDeleted {
        /// Path below the workspace.
        path: String,
        /// How it was.
        before: FileVersion,
    },
    /// A file has another path: said besides the deletion and the change, which it links.
    #[serde(rename = "file.renamed")]
    FileRenamed(FileRenamed),
    /// Something in the workspace was not recorded, on purpose.
    #[serde(rename = "file.refused")]
    FileRefused {
        /// Path below the workspace.
        path: String,
        /// Why: a link, a device, too large, too deep, too many.
        reason: String,
    },
    /// A generated or ignored folder holds this much; it is not recorded file by file.
    #[serde(rename = "file.summarised")]
    FileSummarised(FolderSummary),
    /// A reference of the candidate's repository points elsewhere.
    #[serde(rename = "git.moved")]
    GitMoved(GitMoved),
    /// The candidate's repository has a commit that it did not have.
    #[serde(rename = "git.commit")]
    GitCommit(GitCommit),
    /// A chat completion went through the gateway.
    #[serde(rename = "model.chat")]
    ModelChat(ModelCall),
    /// Texts were embedded through the gateway.
    #[serde(rename = "model.embedding")]
    ModelEmbedding(ModelCall),
    /// The gateway refused a call: over budget, over a limit, malformed.
    #[serde(rename = "model.refused")]
    ModelRefused(ModelCall),
    /// The vector store was called.
    #[serde(rename = "vector.call")]
    VectorCall(VectorCall),
    /// An evaluation's result is in the workspace.
    #[serde(rename = "eval.completed")]
    EvalCompleted(EvalCompleted),
    /// A span that the pipeline sent by OpenTelemetry.
    #[serde(rename = "span.ended")]
    SpanEnded {
        /// Its name.
        name: String,
        /// Trace id, hex.
        trace: String,
        /// Span id, hex.
        span: String,
        /// Parent span id, hex; empty at the root.
        parent: String,
        /// Start, Unix nanoseconds as the pipeline reported them.
        start: String,
        /// End, Unix nanoseconds.
        end: String,
        /// Attributes.
        attributes: Value,
        /// More spans came than are recorded whole: of the attributes, only ids, ranks and
        /// verdicts are kept.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        cut: bool,
        /// Kind, status, events and links, where there are any.
        #[serde(default, skip_serializing_if = "SpanDetails::is_empty")]
        #[ts(optional, as = "Option<SpanDetails>")]
        details: SpanDetails,
    },
    /// The candidate supposes a cause.
    #[serde(rename = "note.hypothesis")]
    NoteHypothesis(Note),
    /// The candidate notes what speaks for or against something.
    #[serde(rename = "note.evidence")]
    NoteEvidence(Note),
    /// The candidate decides.
    #[serde(rename = "note.decision")]
    NoteDecision(Note),
    /// The candidate says what they changed and why.
    #[serde(rename = "note.fix")]
    NoteFix(Note),
    /// Anything else the candidate wants to keep.
    #[serde(rename = "note.free")]
    NoteFree(Note),
    /// A check gave its result, after submission.
    #[serde(rename = "check.completed")]
    CheckCompleted(CheckResult),
    /// A recorder comes near a limit of what it records.
    #[serde(rename = "recorder.nearing")]
    RecorderNearing {
        /// Which recorder.
        recorder: String,
        /// How much it records.
        #[ts(type = "number")]
        used: u64,
        /// How much it records at most.
        #[ts(type = "number")]
        limit: u64,
    },
    /// Something could not be recorded from here on.
    #[serde(rename = "recorder.degraded")]
    RecorderDegraded {
        /// Which recorder.
        recorder: String,
        /// Why.
        reason: String,
    },
    /// Recording is whole again.
    #[serde(rename = "recorder.restored")]
    RecorderRestored {
        /// Which recorder.
        recorder: String,
    },
    /// More came than is recorded of a kind; what is left out is counted.
    #[serde(rename = "recorder.limited")]
    RecorderLimited(Limited),
}
