// The types of the HTTP interface. Made by `assay types`; do not edit.

export type Actor = "candidate" | "system" | "practitioner" | "assistant";

export type BindingView = {
  says: string,
  enforcement: EnforcementKind,
  paths: Array<string>, };

export type BlobRef = {
  blob: Digest,
  length: number, };

export type CandidateView = {
  session: SessionId,
  state: SessionState,
  title: string,
  stipend: string | null,
  statement: string,
  brief: string | null,
  constraints: Array<BindingView>,
  spending: SpendingView | null,
  messages: Array<MessageView>,
  questions: Array<QuestionView>,
  clock: ClockView,
  notes: Array<NoteView>,
  degraded: string | null,
  failing: FailingView | null,
  submitted_at: Instant | null,
  invitation_expires: Instant, };

export type CheckOutcome = "pass" | "fail" | "error";

export type CheckResult = {
  check: string,
  asserts: string,
  outcome: CheckOutcome,
  summary: string,
  details: JsonValue,
  duration: number, };

export type CheckView = {
  id: string,
  asserts: string,
  detects: Array<string>, };

export type ClockView = {
  now: Instant,
  started_at: Instant | null,
  deadline: Instant | null,
  minutes: number, };

export type ConsentRequest = {
  statement: string, };

export type ConstraintView = {
  id: string,
  says: string,
  enforcement: EnforcementKind,
  check: string | null,
  paths: Array<string>, };

export type Criterion = {
  id: string,
  title: string,
  question: string,
  weight: number,
  level: Array<Level>, };

export type CurveOutcome = {
  check: string,
  outcome: CheckOutcome,
  summary: string, };

export type CurvePoint = {
  seq: number,
  time: number,
  outcomes: Array<CurveOutcome>, };

export type CurveState = { "state": "idle" }
  | { "state": "running",
  done: number,
  of: number, }
  | { "state": "failed",
  reason: string, };

export type CurveView = {
  state: CurveState,
  points: Array<CurvePoint>, };

export type Digest = string;

export type EnforcementKind = "check" | "practitioner" | "read_only" | "budget";

export type ErrorView = {
  code: string,
  message: string, };

export type EvalCompleted = {
  source: string,
  line: number,
  metrics: { [key in string]: number },
  circumstances: { [key in string]: string }, };

export type Event = {
  seq: number,
  at: number,
  active: number,
  actor: Actor,
  links?: Array<number>, } & EventBody;

export type EventBody = { "kind": "session.created", "data": {
  scenario: string,
  scenario_version: number,
  scenario_digest: Digest,
  created_at: Instant, } }
  | { "kind": "session.consented", "data": {
  statement: string, } }
  | { "kind": "session.started", "data": {
  image: string,
  deadline: Instant,
  workspace: BlobRef, } }
  | { "kind": "session.interrupted", "data": {
  reason: string,
  last_seen: Instant, } }
  | { "kind": "session.recovered", "data": {
  downtime: number,
  deadline: Instant,
  processes_survived: boolean, } }
  | { "kind": "session.submitted", "data": {
  final_note: string,
  workspace: BlobRef, } }
  | { "kind": "session.expired", "data": {
  workspace: BlobRef, } }
  | { "kind": "sandbox.booted", "data": {
  boot: Digest, } }
  | { "kind": "sandbox.failing", "data": {
  tries: number,
  reason: string, } }
  | { "kind": "brief.opened", "data": Record<symbol, never> }
  | { "kind": "inject.delivered", "data": InjectDelivered }
  | { "kind": "question.asked", "data": QuestionAsked }
  | { "kind": "question.answered", "data": QuestionAnswered }
  | { "kind": "message.sent", "data": MessageSent }
  | { "kind": "terminal.opened", "data": {
  terminal: number,
  cols: number,
  rows: number, } }
  | { "kind": "terminal.output", "data": {
  terminal: number,
  offset: number,
  bytes: Payload, } }
  | { "kind": "terminal.input", "data": {
  terminal: number,
  offset: number,
  bytes: Payload, } }
  | { "kind": "terminal.resized", "data": {
  terminal: number,
  cols: number,
  rows: number, } }
  | { "kind": "terminal.closed", "data": {
  terminal: number,
  status: number, } }
  | { "kind": "terminal.refused", "data": {
  terminal: number,
  reason: string,
  length: number, } }
  | { "kind": "command.started", "data": {
  terminal: number,
  command: number,
  text: string,
  directory: string | null,
  offset: number, } }
  | { "kind": "command.finished", "data": {
  terminal: number,
  command: number,
  exit: number | null,
  duration: number,
  from: number,
  to: number, } }
  | { "kind": "file.changed", "data": {
  path: string,
  before: FileVersion | null,
  after: FileVersion, } }
  | { "kind": "file.deleted", "data": {
  path: string,
  before: FileVersion, } }
  | { "kind": "file.renamed", "data": FileRenamed }
  | { "kind": "file.refused", "data": {
  path: string,
  reason: string, } }
  | { "kind": "model.chat", "data": ModelCall }
  | { "kind": "model.embedding", "data": ModelCall }
  | { "kind": "model.refused", "data": ModelCall }
  | { "kind": "vector.call", "data": VectorCall }
  | { "kind": "eval.completed", "data": EvalCompleted }
  | { "kind": "span.ended", "data": {
  name: string,
  trace: string,
  span: string,
  parent: string,
  start: string,
  end: string,
  attributes: JsonValue, } }
  | { "kind": "note.hypothesis", "data": Note }
  | { "kind": "note.evidence", "data": Note }
  | { "kind": "note.decision", "data": Note }
  | { "kind": "note.fix", "data": Note }
  | { "kind": "note.free", "data": Note }
  | { "kind": "check.completed", "data": CheckResult }
  | { "kind": "recorder.degraded", "data": {
  recorder: string,
  reason: string, } }
  | { "kind": "recorder.restored", "data": {
  recorder: string, } };

export type EventsView = {
  events: Array<Event>,
  more: boolean, };

export type Evidence = {
  from_seq: number,
  to_seq: number,
  note: string, };

export type FailingView = {
  tries: number,
  reason: string, };

export type FaultView = {
  id: string,
  does: string, };

export type FileRenamed = {
  from: string,
  to: string,
  version: FileVersion, };

export type FileVersion = {
  content: BlobRef | null,
  size: number,
  executable: boolean, };

export type HypothesisStatus = "open" | "supported" | "ruled_out";

export type InjectDelivered = {
  inject: string,
  from: string,
  message: string,
  laid?: Array<LaidFile>,
  removed?: Array<string>,
  failed?: Array<NotLaid>, };

export type InjectView = {
  id: string,
  when: string,
  from: string,
  message: string,
  lays: Array<string>,
  removes: Array<string>, };

export type Instant = number;

export type InviteRequest = {
  scenario: string,
  label: string, };

export type InviteView = {
  session: SessionId,
  link: string,
  expires: Instant, };

export type JsonValue = number | string | boolean | Array<JsonValue>
  | { [key in string]: JsonValue } | null;

export type LaidFile = {
  path: string,
  after: FileVersion, };

export type Level = {
  points: number,
  behaviour: string, };

export type MeView = {
  name: string, };

export type MessageSent = {
  inject: string,
  text: string, };

export type MessageView = {
  inject: string,
  from: string,
  message: string,
  at: number,
  laid: Array<string>,
  removed: Array<string>,
  failed: Array<string>,
  replies: Array<ReplyView>, };

export type ModelCall = {
  call: string,
  complete: boolean,
  requested_model: string,
  served_model: string | null,
  status: number,
  request: Payload,
  response: Payload,
  answer: string | null,
  tokens_in: number,
  tokens_out: number,
  tokens_estimated: boolean,
  cost: number,
  latency: number,
  first_byte: number | null,
  finish_reason: string | null,
  error: string | null, };

export type NotLaid = {
  path: string,
  reason: string, };

export type Note = {
  note: number,
  revision: number,
  text: string,
  status?: HypothesisStatus | null, };

export type NoteKind = "hypothesis" | "evidence" | "decision" | "fix" | "free";

export type NoteRequest = {
  kind: NoteKind,
  text: string,
  status?: HypothesisStatus, };

export type NoteView = {
  note: number,
  kind: NoteKind,
  text: string,
  status: HypothesisStatus | null,
  at: number, };

export type Payload = BlobRef
  | {
  base64: string, };

export type QuestionAnswered = {
  question: string,
  revision: number,
  text: string, };

export type QuestionAsked = {
  question: string,
  asks: string, };

export type QuestionSpecView = {
  id: string,
  when: string,
  asks: string,
  strong: string, };

export type QuestionView = {
  question: string,
  asks: string,
  final_note: boolean,
  at: number | null,
  answer: ReplyView | null, };

export type ReplyView = {
  text: string,
  at: number, };

export type Review = {
  scores: Array<Score>,
  final_score: number | null,
  final_reason: string,
  submitted_at: Instant | null, };

export type ReviewSaved = {
  saved_at: Instant,
  flaws: Array<string>,
  suggested_score: number | null,
  submitted: boolean, };

export type Rubric = {
  criterion: Array<Criterion>, };

export type ScenarioView = {
  slug: string,
  title: string,
  family: string,
  pipeline: string,
  difficulty: number,
  minutes: number,
  skills: Array<string>,
  sources: Array<string>,
  brief: string,
  faults: Array<FaultView>,
  checks: Array<CheckView>,
  constraints: Array<ConstraintView>,
  questions: Array<QuestionSpecView>,
  injects: Array<InjectView>,
  rubric: Rubric,
  diagnosis: string,
  stipend: string | null, };

export type Score = {
  criterion: string,
  points: number | null,
  reason: string,
  evidence: Array<Evidence>, };

export type SessionId = string;

export type SessionRow = {
  session: SessionId,
  short: string,
  scenario: string,
  title: string,
  state: SessionState,
  label: string,
  created_at: Instant,
  started_at: Instant | null,
  submitted_at: Instant | null,
  events: number,
  final_score: number | null,
  degraded: boolean,
  imported: boolean, };

export type SessionState = "invited" | "consented" | "running" | "submitted" | "checked" | "reviewed" | "lapsed";

export type SessionView = {
  row: SessionRow,
  rubric: Rubric,
  brief: string,
  questions: Array<QuestionSpecView>,
  constraints: Array<ConstraintView>,
  budget: number | null,
  checks: Array<CheckResult>,
  checks_running: boolean,
  review: Review,
  suggested_score: number | null,
  final_note: string | null,
  active: number, };

export type SignInRequest = {
  name: string,
  password: string, };

export type SpendingView = {
  spent: number,
  limit: number | null, };

export type SubmitRequest = {
  final_note: string, };

export type TerminalMessage = { "type": "attached",
  snapshot: string | null,
  output_offset: number,
  input_offset: number, }
  | { "type": "input_saved",
  offset: number, }
  | { "type": "refused",
  message: string,
  input_offset: number, }
  | { "type": "exited",
  status: number, }
  | { "type": "recording",
  degraded: string | null, };

export type TerminalRequest = { "type": "attach",
  from: number | null,
  cols: number,
  rows: number, }
  | { "type": "resize",
  cols: number,
  rows: number, };

export type TextRequest = {
  text: string, };

export type VectorCall = {
  source: string,
  collection: string,
  operation: string,
  parameters: JsonValue,
  hits: Array<VectorHit>,
  found: number,
  latency: number,
  error: string | null, };

export type VectorHit = {
  id: string,
  score: number | null, };
