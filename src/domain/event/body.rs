//! What an event reports: every kind, with its data.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{
    CheckResult, EvalCompleted, FileRenamed, FileVersion, FolderSummary, GitCommit, GitMoved,
    InjectDelivered, InputSource, Limited, MessageSent, ModelCall, Note, QuestionAnswered,
    QuestionAsked, SessionExtended, SessionPaused, SessionResumed, SessionWithdrawn, SpanDetails,
    VectorCall,
};
use crate::ids::Digest;
use crate::payload::{BlobRef, Payload};
use crate::time::Timestamp;

/// What an event reports, by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "data")]
pub enum EventBody {
    #[serde(rename = "session.created")]
    SessionCreated {
        /// The scenario's folder name.
        scenario: String,
        scenario_version: u32,
        /// Digest of the scenario's folder.
        scenario_digest: Digest,
        /// The moment from which `at` counts.
        created_at: Timestamp,
    },
    /// The track was chosen, of a scenario that has several: by whoever invited, or by the candidate
    /// before the start. The last one counts.
    #[serde(rename = "session.track_chosen")]
    SessionTrackChosen {
        /// The pipeline's name.
        track: String,
    },
    /// The candidate agreed to be recorded.
    #[serde(rename = "session.consented")]
    SessionConsented {
        /// The exact text that was shown.
        statement: String,
    },
    /// The clock started and the sandbox is up.
    #[serde(rename = "session.started")]
    SessionStarted {
        /// The image that the sandbox runs.
        image: String,
        /// When time is up.
        deadline: Timestamp,
        /// The workspace at the start: a blob with a JSON map from path to file version.
        workspace: BlobRef,
    },
    /// The service was not running, and the clock was stopped.
    #[serde(rename = "session.interrupted")]
    SessionInterrupted {
        /// What is known about the cause.
        reason: String,
        /// When the service was last known to run.
        last_seen: Timestamp,
    },
    /// The service runs again and has adopted the sandbox.
    #[serde(rename = "session.recovered")]
    SessionRecovered {
        /// Microseconds that were lost and are given back.
        #[ts(type = "number")]
        downtime: i64,
        deadline: Timestamp,
        /// Whether the candidate's processes survived. False if the sandbox had to be made again.
        processes_survived: bool,
    },
    /// The candidate stopped their clock.
    #[serde(rename = "session.paused")]
    SessionPaused(SessionPaused),
    /// The clock runs again after a pause.
    #[serde(rename = "session.resumed")]
    SessionResumed(SessionResumed),
    /// A practitioner granted more time.
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
        /// The workspace at the end, in the form of the one at the start.
        workspace: BlobRef,
    },
    /// The candidate began to hand in. The sandbox was stopped for good, and
    /// the last questions are asked.
    #[serde(rename = "session.handing_in")]
    SessionHandingIn {},
    /// Time was up, and the current state is handed in.
    #[serde(rename = "session.expired")]
    SessionExpired {
        /// The workspace at the end.
        workspace: BlobRef,
        /// The final note as far as the candidate had written it, if at all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        unfinished_note: Option<String>,
    },
    /// The sandbox's first process started: for the first time, or again without its old terminals.
    #[serde(rename = "sandbox.booted")]
    SandboxBooted {
        /// Digest of a random number that the process drew when it started.
        boot: Digest,
    },
    /// The sandbox exits again and again right after it starts, or cannot be started.
    #[serde(rename = "sandbox.failing")]
    SandboxFailing {
        /// How many attempts failed in a row.
        tries: u32,
        /// What is known about the cause.
        reason: String,
    },
    #[serde(rename = "brief.opened")]
    BriefOpened {},
    /// A stakeholder's message arrived, perhaps with changes to the workspace.
    #[serde(rename = "inject.delivered")]
    InjectDelivered(InjectDelivered),
    /// The candidate was asked a question.
    #[serde(rename = "question.asked")]
    QuestionAsked(QuestionAsked),
    /// The candidate answered a question, or changed the answer.
    #[serde(rename = "question.answered")]
    QuestionAnswered(QuestionAnswered),
    /// The candidate replied to a stakeholder.
    #[serde(rename = "message.sent")]
    MessageSent(MessageSent),
    #[serde(rename = "terminal.opened")]
    TerminalOpened { terminal: u32, cols: u16, rows: u16 },
    /// A terminal printed bytes.
    #[serde(rename = "terminal.output")]
    TerminalOutput {
        terminal: u32,
        /// Position of the first byte in everything that this terminal printed.
        #[ts(type = "number")]
        offset: u64,
        bytes: Payload,
    },
    /// Something was typed or pasted into a terminal.
    #[serde(rename = "terminal.input")]
    TerminalInput {
        terminal: u32,
        /// Position of the first byte in everything typed into this terminal.
        #[ts(type = "number")]
        offset: u64,
        bytes: Payload,
        /// How the input came about, according to the page. Absent if the page did not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        source: Option<InputSource>,
        /// The page that sent them, by the random number that it drew. Absent if it sent none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        page: Option<u32>,
    },
    #[serde(rename = "terminal.resized")]
    TerminalResized { terminal: u32, cols: u16, rows: u16 },
    /// A terminal's shell exited.
    #[serde(rename = "terminal.closed")]
    TerminalClosed {
        terminal: u32,
        /// Exit status, or 128 + signal if a signal killed it.
        status: i32,
    },
    /// Input was refused.
    #[serde(rename = "terminal.refused")]
    TerminalRefused {
        terminal: u32,
        /// What the candidate was told.
        reason: String,
        /// How many bytes were refused, as far as the service saw them.
        #[ts(type = "number")]
        length: u64,
    },
    /// The shell reported that a command began (derived from OSC 133; a candidate could fake it).
    #[serde(rename = "command.started")]
    CommandStarted {
        terminal: u32,
        /// Number of the command in this terminal, from 1.
        command: u32,
        text: String,
        /// The working directory.
        directory: Option<String>,
        /// Offset of its first output byte.
        #[ts(type = "number")]
        offset: u64,
    },
    /// The shell reported that a command ended.
    #[serde(rename = "command.finished")]
    CommandFinished {
        terminal: u32,
        command: u32,
        /// Exit status, if the shell reported one.
        exit: Option<i32>,
        /// Microseconds that it took, as seen by the service.
        #[ts(type = "number")]
        duration: i64,
        /// Offset of its first output byte.
        #[ts(type = "number")]
        from: u64,
        /// Offset after its last output byte.
        #[ts(type = "number")]
        to: u64,
    },
    /// A file was created or its content changed, as seen from the host.
    #[serde(rename = "file.changed")]
    FileChanged {
        /// Below the workspace, `/`-separated. A byte that is not UTF-8 is written as `\xHH`.
        path: String,
        /// Absent if the file is new.
        before: Option<FileVersion>,
        after: FileVersion,
    },
    #[serde(rename = "file.deleted")]
    FileDeleted {
        /// Below the workspace.
        path: String,
        before: FileVersion,
    },
    /// A file was renamed. Recorded in addition to the deletion and the change, to which it links.
    #[serde(rename = "file.renamed")]
    FileRenamed(FileRenamed),
    /// Something in the workspace was deliberately not recorded.
    #[serde(rename = "file.refused")]
    FileRefused {
        /// Below the workspace.
        path: String,
        /// A link, a device, too large, too deep, or too many.
        reason: String,
    },
    /// How much is in a generated or ignored folder, which is not recorded file by file.
    #[serde(rename = "file.summarised")]
    FileSummarised(FolderSummary),
    /// A reference of the candidate's repository points elsewhere.
    #[serde(rename = "git.moved")]
    GitMoved(GitMoved),
    /// The candidate's repository has a new commit.
    #[serde(rename = "git.commit")]
    GitCommit(GitCommit),
    /// A chat completion went through the gateway.
    #[serde(rename = "model.chat")]
    ModelChat(ModelCall),
    /// Texts were embedded through the gateway.
    #[serde(rename = "model.embedding")]
    ModelEmbedding(ModelCall),
    /// The gateway refused a call: over budget, over a limit, or malformed.
    #[serde(rename = "model.refused")]
    ModelRefused(ModelCall),
    /// The vector store was called.
    #[serde(rename = "vector.call")]
    VectorCall(VectorCall),
    /// An evaluation's result appeared in the workspace.
    #[serde(rename = "eval.completed")]
    EvalCompleted(EvalCompleted),
    /// A span that the pipeline sent over OpenTelemetry.
    #[serde(rename = "span.ended")]
    SpanEnded {
        name: String,
        /// Trace id, hex.
        trace: String,
        /// Span id, hex.
        span: String,
        /// Parent span id, hex. Empty at the root.
        parent: String,
        /// Unix nanoseconds, as the pipeline reported them.
        start: String,
        /// Unix nanoseconds, as the pipeline reported them.
        end: String,
        attributes: Value,
        /// More spans arrived than are recorded in full: only ids, ranks and verdicts
        /// are kept of the attributes.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        cut: bool,
        /// Kind, status, events and links, if the span has any.
        #[serde(default, skip_serializing_if = "SpanDetails::is_empty")]
        #[ts(optional, as = "Option<SpanDetails>")]
        details: SpanDetails,
    },
    /// The candidate supposes a cause.
    #[serde(rename = "note.hypothesis")]
    NoteHypothesis(Note),
    /// The candidate notes evidence for or against something.
    #[serde(rename = "note.evidence")]
    NoteEvidence(Note),
    /// The candidate notes a decision.
    #[serde(rename = "note.decision")]
    NoteDecision(Note),
    /// The candidate notes what they changed and why.
    #[serde(rename = "note.fix")]
    NoteFix(Note),
    /// Any other note.
    #[serde(rename = "note.free")]
    NoteFree(Note),
    /// A check gave its result, after the hand-in.
    #[serde(rename = "check.completed")]
    CheckCompleted(CheckResult),
    /// A recorder approaches a limit of what it records.
    #[serde(rename = "recorder.nearing")]
    RecorderNearing {
        /// The recorder's name, such as `files`.
        recorder: String,
        /// How much it records now.
        #[ts(type = "number")]
        used: u64,
        /// How much it records at most.
        #[ts(type = "number")]
        limit: u64,
    },
    /// From now on, something is not recorded.
    #[serde(rename = "recorder.degraded")]
    RecorderDegraded { recorder: String, reason: String },
    /// Recording is complete again.
    #[serde(rename = "recorder.restored")]
    RecorderRestored { recorder: String },
    /// More arrived of one kind than is recorded. The rest is counted.
    #[serde(rename = "recorder.limited")]
    RecorderLimited(Limited),
}
