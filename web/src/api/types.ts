// The types of the HTTP interface. Made by `assay types`; do not edit.

/**
 * Who caused an event.
 */
export type Actor = "candidate" | "system" | "practitioner" | "assistant";

/**
 * A content kept in the blob store.
 */
export type BlobRef = { 
/**
 * BLAKE3 of the content.
 */
blob: Digest, 
/**
 * Its length in bytes.
 */
length: number, };

/**
 * What the candidate's page shows.
 */
export type CandidateView = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * Where it stands.
 */
state: SessionState, 
/**
 * The scenario's title as a candidate may see it.
 */
title: string, 
/**
 * What the company pays, if the scenario says so, for example "EUR 320".
 */
stipend: string | null, 
/**
 * The statement to consent to, Markdown.
 */
statement: string, 
/**
 * The brief, Markdown; present once consent is given.
 */
brief: string | null, 
/**
 * What production imposes, one sentence each; present once consent is given.
 */
constraints: Array<string>, 
/**
 * The clock.
 */
clock: ClockView, 
/**
 * The journal, newest revision of each note, oldest note first.
 */
notes: Array<NoteView>, 
/**
 * Why something cannot be recorded at the moment, if so.
 */
degraded: string | null, 
/**
 * When it was handed in.
 */
submitted_at: Instant | null, 
/**
 * Until when an unused invitation is valid.
 */
invitation_expires: Instant, };

/**
 * A check that errs neither passed nor failed.
 */
export type CheckOutcome = "pass" | "fail" | "error";

/**
 * What a check found.
 */
export type CheckResult = { 
/**
 * The check's id in the manifest.
 */
check: string, 
/**
 * What it asserts, as the manifest says it.
 */
asserts: string, 
/**
 * Its outcome.
 */
outcome: CheckOutcome, 
/**
 * One sentence: what was seen against what was expected.
 */
summary: string, 
/**
 * What it saw, by kind.
 */
details: JsonValue, 
/**
 * Microseconds it took.
 */
duration: number, };

/**
 * A check, as practitioners see it.
 */
export type CheckView = { 
/**
 * Its id.
 */
id: string, 
/**
 * What it asserts.
 */
asserts: string, 
/**
 * Which faults it detects.
 */
detects: Array<string>, };

/**
 * The server's clock for one session. All times are Unix microseconds of the server.
 */
export type ClockView = { 
/**
 * The server's now.
 */
now: Instant, 
/**
 * When the candidate started.
 */
started_at: Instant | null, 
/**
 * When time is up.
 */
deadline: Instant | null, 
/**
 * Minutes that the scenario gives.
 */
minutes: number, };

/**
 * `POST /api/candidate/consent`
 */
export type ConsentRequest = { 
/**
 * The statement that was shown, word for word: consent to another one does not count.
 */
statement: string, };

/**
 * One thing that is scored on its own.
 */
export type Criterion = { 
/**
 * Stable name.
 */
id: string, 
/**
 * What it is called on the page.
 */
title: string, 
/**
 * What to look for.
 */
question: string, 
/**
 * Share in the suggested score; all weights are relative to their sum.
 */
weight: number, 
/**
 * Two or more levels of observable behaviour, from weakest to strongest.
 */
level: Array<Level>, };

/**
 * BLAKE3 of a content: the name of a blob, and a link of the trace's chain. Written as hex.
 */
export type Digest = string;

/**
 * Every error: a stable code for programs, a message for people.
 */
export type ErrorView = { 
/**
 * For example `token_unknown`.
 */
code: string, 
/**
 * What happened and what to do.
 */
message: string, };

/**
 * One entry of a trace, without its place in the chain.
 */
export type Event = { 
/**
 * Position in the trace, from 1, without gaps.
 */
seq: number, 
/**
 * Microseconds since the session was created, wall clock.
 */
at: number, 
/**
 * Microseconds of working time: since the start, without interruptions.
 */
active: number, 
/**
 * Who caused it.
 */
actor: Actor, 
/**
 * Sequence numbers of events that this one is about.
 */
links?: Array<number>, } & ({ "kind": "session.created", "data": { 
/**
 * Scenario's slug.
 */
scenario: string, 
/**
 * Scenario's version.
 */
scenario_version: number, 
/**
 * Digest of the scenario's folder.
 */
scenario_digest: Digest, 
/**
 * Unix microseconds that `at` counts from.
 */
created_at: Instant, } } | { "kind": "session.consented", "data": { 
/**
 * The exact statement that was shown.
 */
statement: string, } } | { "kind": "session.started", "data": { 
/**
 * The image the sandbox runs.
 */
image: string, 
/**
 * Unix microseconds at which time is up.
 */
deadline: Instant, 
/**
 * The workspace at the start: a blob with a JSON map from path to file version.
 */
workspace: BlobRef, } } | { "kind": "session.interrupted", "data": { 
/**
 * What is known of the cause.
 */
reason: string, 
/**
 * Unix microseconds of the last sign of life.
 */
last_seen: Instant, } } | { "kind": "session.recovered", "data": { 
/**
 * Microseconds that were lost and are given back.
 */
downtime: number, 
/**
 * The new deadline.
 */
deadline: Instant, 
/**
 * Whether the candidate's processes survived; false if the sandbox had to be made anew.
 */
processes_survived: boolean, } } | { "kind": "session.submitted", "data": { 
/**
 * What was found and done, in the candidate's words.
 */
final_note: string, 
/**
 * The workspace at the end, as at the start.
 */
workspace: BlobRef, } } | { "kind": "session.expired", "data": { 
/**
 * The workspace at the end.
 */
workspace: BlobRef, } } | { "kind": "sandbox.booted", "data": { 
/**
 * Digest of a number that the process drew at its start.
 */
boot: Digest, } } | { "kind": "brief.opened", "data": Record<symbol, never> } | { "kind": "terminal.opened", "data": { 
/**
 * Its number.
 */
terminal: number, 
/**
 * Columns.
 */
cols: number, 
/**
 * Rows.
 */
rows: number, } } | { "kind": "terminal.output", "data": { 
/**
 * Its number.
 */
terminal: number, 
/**
 * Position of the first byte in everything this terminal printed.
 */
offset: number, 
/**
 * The bytes.
 */
bytes: Payload, } } | { "kind": "terminal.input", "data": { 
/**
 * Terminal number.
 */
terminal: number, 
/**
 * Position of the first byte in everything typed here.
 */
offset: number, 
/**
 * The bytes.
 */
bytes: Payload, } } | { "kind": "terminal.resized", "data": { 
/**
 * Its number.
 */
terminal: number, 
/**
 * Columns.
 */
cols: number, 
/**
 * Rows.
 */
rows: number, } } | { "kind": "terminal.closed", "data": { 
/**
 * Its number.
 */
terminal: number, 
/**
 * Exit status, 128 + signal if killed.
 */
status: number, } } | { "kind": "terminal.refused", "data": { 
/**
 * Its number.
 */
terminal: number, 
/**
 * What was told to the candidate.
 */
reason: string, 
/**
 * How many bytes were not accepted, as far as they were seen.
 */
length: number, } } | { "kind": "command.started", "data": { 
/**
 * Terminal number.
 */
terminal: number, 
/**
 * Number of the command in this terminal, from 1.
 */
command: number, 
/**
 * The command line.
 */
text: string, 
/**
 * Where it ran.
 */
directory: string | null, 
/**
 * Offset of its first output byte.
 */
offset: number, } } | { "kind": "command.finished", "data": { 
/**
 * Terminal number.
 */
terminal: number, 
/**
 * Number of the command.
 */
command: number, 
/**
 * Exit status, if the shell said one.
 */
exit: number | null, 
/**
 * Microseconds it took, as seen by the service.
 */
duration: number, 
/**
 * Output range: from.
 */
from: number, 
/**
 * Output range: up to, exclusive.
 */
to: number, } } | { "kind": "file.changed", "data": { 
/**
 * Path below the workspace, `/`-separated; bytes that are no UTF-8 as `\xHH`.
 */
path: string, 
/**
 * How it was; absent if it is new.
 */
before: FileVersion | null, 
/**
 * How it is.
 */
after: FileVersion, } } | { "kind": "file.deleted", "data": { 
/**
 * Path below the workspace.
 */
path: string, 
/**
 * How it was.
 */
before: FileVersion, } } | { "kind": "file.refused", "data": { 
/**
 * Path below the workspace.
 */
path: string, 
/**
 * Why: a link, a device, too large, too deep, too many.
 */
reason: string, } } | { "kind": "model.chat", "data": ModelCall } | { "kind": "model.embedding", "data": ModelCall } | { "kind": "model.refused", "data": ModelCall } | { "kind": "span.ended", "data": { 
/**
 * Its name.
 */
name: string, 
/**
 * Trace id, hex.
 */
trace: string, 
/**
 * Span id, hex.
 */
span: string, 
/**
 * Parent span id, hex; empty at the root.
 */
parent: string, 
/**
 * Start, Unix nanoseconds as the pipeline reported them.
 */
start: string, 
/**
 * End, Unix nanoseconds.
 */
end: string, 
/**
 * Attributes.
 */
attributes: JsonValue, } } | { "kind": "note.hypothesis", "data": Note } | { "kind": "note.evidence", "data": Note } | { "kind": "note.decision", "data": Note } | { "kind": "note.fix", "data": Note } | { "kind": "note.free", "data": Note } | { "kind": "check.completed", "data": CheckResult } | { "kind": "recorder.degraded", "data": { 
/**
 * Which recorder.
 */
recorder: string, 
/**
 * Why.
 */
reason: string, } } | { "kind": "recorder.restored", "data": { 
/**
 * Which recorder.
 */
recorder: string, } });

/**
 * `GET /api/sessions/{id}/events?after=SEQ&limit=N`: in order, at most 5,000.
 */
export type EventsView = { 
/**
 * Events after `after`. Output and input bytes that are inline are here; longer ones are
 * blobs: `GET /api/sessions/{id}/blobs/{digest}` (raw bytes).
 */
events: Array<Event>, 
/**
 * Whether there are more.
 */
more: boolean, };

/**
 * A range of a trace pinned to a criterion.
 */
export type Evidence = { 
/**
 * First event.
 */
from_seq: number, 
/**
 * Last event, the same for a single moment.
 */
to_seq: number, 
/**
 * What one sees there; may be empty.
 */
note: string, };

/**
 * A fault, as practitioners see it.
 */
export type FaultView = { 
/**
 * Its id.
 */
id: string, 
/**
 * What it does.
 */
does: string, };

/**
 * How a file was before or after a change.
 */
export type FileVersion = { 
/**
 * The content, if it was recorded; absent for a content over the size limit.
 */
content: BlobRef | null, 
/**
 * Size in bytes.
 */
size: number, 
/**
 * Whether it may be executed.
 */
executable: boolean, };

/**
 * Where a hypothesis stands, in the candidate's view.
 */
export type HypothesisStatus = "open" | "supported" | "ruled_out";

/**
 * Microseconds since the Unix epoch, of the service's wall clock.
 */
export type Instant = number;

/**
 * `POST /api/invitations`
 */
export type InviteRequest = { 
/**
 * Scenario's slug.
 */
scenario: string, 
/**
 * To tell candidates apart; the candidate does not see it.
 */
label: string, };

/**
 * The new invitation. The link is shown this once: only a hash of its token is kept.
 */
export type InviteView = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * What the candidate opens.
 */
link: string, 
/**
 * Until when it is valid.
 */
expires: Instant, };

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]: JsonValue } | null;

/**
 * Observable behaviour, and what it is worth.
 */
export type Level = { 
/**
 * Points, rising from level to level.
 */
points: number, 
/**
 * What one sees a candidate do who is on this level.
 */
behaviour: string, };

/**
 * Who is signed in: `GET /api/me`.
 */
export type MeView = { 
/**
 * The user's name.
 */
name: string, };

/**
 * One call to a model, as the gateway saw it.
 */
export type ModelCall = { 
/**
 * The call's name; a stream has two events of the same name.
 */
call: string, 
/**
 * False of a stream's first event, which has no answer yet.
 */
complete: boolean, 
/**
 * The model that was asked for.
 */
requested_model: string, 
/**
 * The model that answered.
 */
served_model: string | null, 
/**
 * HTTP status that the pipeline got.
 */
status: number, 
/**
 * The whole request body.
 */
request: Payload, 
/**
 * The whole response body; of a stream, its bytes as they were sent.
 */
response: Payload, 
/**
 * The answer's text, assembled (chat only).
 */
answer: string | null, 
/**
 * Tokens read.
 */
tokens_in: number, 
/**
 * Tokens written.
 */
tokens_out: number, 
/**
 * Whether the token counts are the gateway's estimate.
 */
tokens_estimated: boolean, 
/**
 * Cost in millionths of a euro.
 */
cost: number, 
/**
 * Microseconds from request to the last byte.
 */
latency: number, 
/**
 * Microseconds to the first byte of a stream.
 */
first_byte: number | null, 
/**
 * Why the model stopped.
 */
finish_reason: string | null, 
/**
 * A stable code, if the call failed.
 */
error: string | null, };

/**
 * A line of the candidate's journal. A later event with the same id replaces it.
 */
export type Note = { 
/**
 * Number of the note within its session, from 1.
 */
note: number, 
/**
 * How often it was edited before.
 */
revision: number, 
/**
 * The text.
 */
text: string, 
/**
 * Of a hypothesis: where it stands.
 */
status?: HypothesisStatus | null, };

/**
 * Kinds of notes.
 */
export type NoteKind = "hypothesis" | "evidence" | "decision" | "fix" | "free";

/**
 * `POST /api/candidate/notes` (a new one) and `PUT /api/candidate/notes/{note}` (a revision).
 */
export type NoteRequest = { 
/**
 * Its kind; a revision keeps it.
 */
kind: NoteKind, 
/**
 * Its text, at most 10,000 characters.
 */
text: string, 
/**
 * Of a hypothesis.
 */
status?: HypothesisStatus, };

/**
 * A note of the journal.
 */
export type NoteView = { 
/**
 * Its number, from 1.
 */
note: number, 
/**
 * Its kind.
 */
kind: NoteKind, 
/**
 * Its text.
 */
text: string, 
/**
 * Of a hypothesis: where it stands.
 */
status: HypothesisStatus | null, 
/**
 * When it was last changed, microseconds since the session was created.
 */
at: number, };

/**
 * Bytes as they were: never decoded as text.
 */
export type Payload = BlobRef | { 
/**
 * The bytes as standard base64.
 */
base64: string, };

/**
 * A review, as a draft or submitted.
 */
export type Review = { 
/**
 * At most one a criterion.
 */
scores: Array<Score>, 
/**
 * From 0 to 100; the practitioner's judgement, not a sum.
 */
final_score: number | null, 
/**
 * Why this final score.
 */
final_reason: string, 
/**
 * When it was submitted; a draft has none. Set by the service only.
 */
submitted_at: Instant | null, };

/**
 * `PUT /api/sessions/{id}/review` (draft, saved as you write) answers this, and so does
 * `POST /api/sessions/{id}/review/submit` (same body).
 */
export type ReviewSaved = { 
/**
 * When the server had it durable.
 */
saved_at: Instant, 
/**
 * What still keeps it from being submitted.
 */
flaws: Array<string>, 
/**
 * The suggestion from the scores.
 */
suggested_score: number | null, 
/**
 * Whether it is submitted.
 */
submitted: boolean, };

/**
 * Criteria, in the order in which they are shown.
 */
export type Rubric = { 
/**
 * At least one; ids are unique.
 */
criterion: Array<Criterion>, };

/**
 * A row of `GET /api/scenarios`, and `GET /api/scenarios/{slug}`.
 */
export type ScenarioView = { 
/**
 * Its name in links and on the command line.
 */
slug: string, 
/**
 * Title.
 */
title: string, 
/**
 * rag, eval, prompt or ops.
 */
family: string, 
/**
 * Base pipeline.
 */
pipeline: string, 
/**
 * 1 to 5.
 */
difficulty: number, 
/**
 * Minutes a candidate gets.
 */
minutes: number, 
/**
 * What it exercises.
 */
skills: Array<string>, 
/**
 * Public reports it is modelled on.
 */
sources: Array<string>, 
/**
 * The brief, Markdown.
 */
brief: string, 
/**
 * Faults, one sentence each. For practitioners only.
 */
faults: Array<FaultView>, 
/**
 * Checks. For practitioners only.
 */
checks: Array<CheckView>, 
/**
 * Constraints, one sentence each.
 */
constraints: Array<string>, 
/**
 * The rubric.
 */
rubric: Rubric, 
/**
 * The diagnosis of the author, Markdown. For practitioners only.
 */
diagnosis: string, 
/**
 * Suggested pay.
 */
stipend: string | null, };

/**
 * The score of one criterion.
 */
export type Score = { 
/**
 * The criterion's id.
 */
criterion: string, 
/**
 * The level's points, or none for "not observed".
 */
points: number | null, 
/**
 * Why.
 */
reason: string, 
/**
 * Moments of the trace that show it.
 */
evidence: Array<Evidence>, };

/**
 * A session: one candidate's sitting on one scenario. Sorts by creation (UUID version 7).
 */
export type SessionId = string;

/**
 * A row of `GET /api/sessions`.
 */
export type SessionRow = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * What people call it, eight digits.
 */
short: string, 
/**
 * Scenario's slug.
 */
scenario: string, 
/**
 * Scenario's title.
 */
title: string, 
/**
 * Where it stands.
 */
state: SessionState, 
/**
 * A note of the one who invited, to tell candidates apart.
 */
label: string, 
/**
 * When it was created.
 */
created_at: Instant, 
/**
 * When the candidate started.
 */
started_at: Instant | null, 
/**
 * When it was handed in.
 */
submitted_at: Instant | null, 
/**
 * Events so far.
 */
events: number, 
/**
 * Final score, once reviewed.
 */
final_score: number | null, 
/**
 * Whether the trace says that something could not be recorded.
 */
degraded: boolean, };

/**
 * Where a session is between invitation and score.
 */
export type SessionState = "invited" | "consented" | "running" | "submitted" | "checked" | "reviewed" | "lapsed";

/**
 * `GET /api/sessions/{id}`
 */
export type SessionView = { 
/**
 * The same as in the list.
 */
row: SessionRow, 
/**
 * Criteria and levels.
 */
rubric: Rubric, 
/**
 * The brief, Markdown.
 */
brief: string, 
/**
 * The judgement of the automatic checks; empty until they ran.
 */
checks: Array<CheckResult>, 
/**
 * Whether checks are still running.
 */
checks_running: boolean, 
/**
 * My review: a draft, a submitted one, or empty.
 */
review: Review, 
/**
 * A suggestion from the scores in it.
 */
suggested_score: number | null, 
/**
 * The candidate's last words.
 */
final_note: string | null, 
/**
 * Time worked, microseconds.
 */
active: number, };

/**
 * `POST /api/sign-in`; sets a cookie.
 */
export type SignInRequest = { 
/**
 * User name.
 */
name: string, 
/**
 * Password.
 */
password: string, };

/**
 * `POST /api/candidate/submit`
 */
export type SubmitRequest = { 
/**
 * What was found, what was changed, what is left; at most 20,000 characters.
 */
final_note: string, };

/**
 * Control messages to the browser, as JSON text frames.
 *
 * Binary frames to the browser are output: 8 bytes big-endian offset, then the bytes. All of
 * them are durable in the trace already.
 */
export type TerminalMessage = { "type": "attached", 
/**
 * Escape sequences that paint the screen as it is.
 */
snapshot: string | null, 
/**
 * Where output continues.
 */
output_offset: number, 
/**
 * Input bytes durable so far.
 */
input_offset: number, } | { "type": "input_saved", 
/**
 * The offset.
 */
offset: number, } | { "type": "refused", 
/**
 * What to tell the candidate.
 */
message: string, 
/**
 * The offset the next input has to have.
 */
input_offset: number, } | { "type": "exited", 
/**
 * Exit status.
 */
status: number, } | { "type": "recording", 
/**
 * Why it stopped; none if it is whole.
 */
degraded: string | null, };

/**
 * Control messages on the terminal's WebSocket, as JSON text frames, from the browser.
 *
 * Binary frames from the browser are input: 8 bytes big-endian offset, then at most 16 KiB.
 * The WebSocket is `/api/candidate/terminals/{n}` with subprotocols `assay.terminal.v1` and
 * `token.<candidate token>`; the server picks the first.
 */
export type TerminalRequest = { "type": "attach", 
/**
 * Offset to continue from.
 */
from: number | null, 
/**
 * Columns.
 */
cols: number, 
/**
 * Rows.
 */
rows: number, } | { "type": "resize", 
/**
 * Columns.
 */
cols: number, 
/**
 * Rows.
 */
rows: number, };
