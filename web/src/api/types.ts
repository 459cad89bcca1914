// The types of the HTTP interface. Made by `assay types`; do not edit.

export type ActivityView = {
  from: number,
  to: number,
  output: Array<number>,
  input: Array<number>, };

export type Actor = "candidate" | "system" | "practitioner" | "assistant";

export type Agreement = {
  nominal: Estimate,
  ordinal: Estimate,
  interval: Estimate,
  pairs: Array<PairAgreement>, };

export type AnchorReport = {
  session: SessionId,
  short: string,
  final_score: number,
  set_by: string,
  tries: Array<[string, Array<string>]>, };

export type AnchorRequest = {
  scores: Array<AnchorScore>,
  final_score: number,
  why: string, };

export type AnchorScore = {
  criterion: string,
  points: number | null, };

export type AnswerAtView = {
  seq: number,
  time: number,
  text: string,
  unfinished: boolean, };

export type AnswerReport = {
  question: string,
  asks: string,
  strong: string | null,
  when: string,
  asked: Seen | null,
  answer: string | null,
  unfinished: boolean,
  answered: Seen | null,
  marks: Array<Mark>, };

export type AnswerScore = {
  question: string,
  points: number | null,
  reason: string,
  evidence: Array<Evidence>, };

export type AskCallView = {
  seq: number,
  kind: string,
  model: string,
  messages: Array<AskMessageView>,
  messages_omitted: number,
  answer: string | null,
  answer_cut: boolean,
  word: Word, };

export type AskLeftOutView = {
  id: string,
  why: string, };

export type AskLineView = { "run": AskRunView }
  | { "ask": AskRow };

export type AskMessageView = {
  role: string,
  text: string,
  cut: boolean, };

export type AskPackedView = {
  dropped: number | null,
  tokens: number | null,
  left_out: Array<AskLeftOutView>, };

export type AskResultView = {
  id: string,
  score: number | null, };

export type AskRow = {
  seq: number,
  time: number,
  name: string,
  text: string | null,
  text_doubt: boolean,
  duration: number,
  traces: number,
  spans: number,
  failed: boolean,
  abstained: boolean | null,
  grounded: boolean | null,
  run: number,
  command: string | null,
  word: Word, };

export type AskRunView = {
  seq: number,
  time: number,
  end: number,
  command: string | null,
  evaluation: boolean,
  questions: number,
  failed: number,
  abstained: number,
  word: Word, };

export type AskRunsView = {
  building: BuildingView | null,
  questions: number,
  runs: Array<AskRunView>,
  omitted: number, };

export type AskSpanView = {
  seq: number,
  span: string,
  part: number,
  parent: string,
  name: string,
  start: number,
  duration: number,
  attributes: Record<string, unknown>,
  cut: boolean,
  details: SpanDetails, };

export type AskStageView = {
  stage: string,
  known: boolean,
  says: string,
  seq: number | null,
  results: Array<AskResultView>,
  packed: AskPackedView | null, };

export type AskView = {
  row: AskRow,
  spans: Array<AskSpanView>,
  stages: Array<AskStageView>,
  calls: Array<AskCallView>,
  calls_omitted: number, };

export type AskedView = {
  question: string,
  asks: string,
  answer: string | null,
  unfinished: boolean,
  asked_seq: number,
  answered_seq: number | null, };

export type AsksView = {
  building: BuildingView | null,
  total: number,
  asks: number,
  here: number | null,
  first: number,
  lines: Array<AskLineView>,
  others: number,
  beyond: number,
  calls_beyond: number,
  without_text: number, };

export type BeatRequest = {
  resumed: boolean, };

export type BeatView = {
  spent: number, };

export type BindingView = {
  says: string,
  enforcement: EnforcementKind,
  paths: Array<string>, };

export type BlameRunView = {
  seq: number,
  lines: number, };

export type BlameView = {
  path: string,
  seq: number,
  version: FileVersion | null,
  runs: Array<BlameRunView>,
  earlier: number,
  shown: boolean, };

export type BlobRef = {
  blob: Digest,
  length: number, };

export type BuildingView = {
  done: number,
  of: number, };

export type Calibration = {
  sessions: number,
  left_out: number,
  raw: RawAgreement,
  final_score: Agreement,
  criteria: Array<CriterionAgreement>,
  reviewers: Array<ReviewerReport>,
  anchors: Array<AnchorReport>,
  tracks: Array<TrackComparison>,
  policy: ScoringPolicy, };

export type CandidateView = {
  session: SessionId,
  revision: number,
  since: number | null,
  state: SessionState,
  given: GivenView | null,
  spending: SpendingView | null,
  messages: Array<MessageView>,
  questions: Array<QuestionView>,
  clock: ClockView,
  notes: Array<NoteView>,
  drafts: Array<DraftView>,
  handing_in: boolean,
  degraded: string | null,
  limited: Array<string>,
  workspace: RecordedView | null,
  failing: FailingView | null,
  extensions: Array<ExtensionView>,
  withdrawn: WithdrawnView | null,
  expired: ExpiredView | null,
  submitted_at: Timestamp | null,
  invitation_expires: Timestamp, };

export type Change = { "of": "criterion",
  criterion: string,
  from: number | null,
  to: number | null, }
  | { "of": "constraint",
  constraint: string,
  from: Kept,
  to: Kept, }
  | { "of": "final",
  from: number,
  to: number, };

export type ChangeView = "added" | "modified" | "deleted";

export type ChangedView = {
  path: string,
  change: ChangeView,
  seq: number,
  laid: boolean, };

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

export type ChecksInWords = {
  sentence: string,
  failing: Array<string>,
  more: number, };

export type Claim = {
  from: number,
  to: number,
  text: string,
  verdict: ClaimVerdict,
  reason: string,
  evidence: Array<Evidence>, };

export type ClaimReport = {
  from: number,
  text: string,
  verdict: ClaimVerdict,
  reason: string,
  evidence: Array<Seen>, };

export type ClaimVerdict = "supported" | "contradicted" | "unsupported";

export type ClaimView = {
  text: string,
  line: number,
  snippet: string,
  found: [number, number],
  shown: ShownBy,
  says: string | null,
  seq: number | null, };

export type ClaimsView = {
  seq: number,
  claims: Array<ClaimView>,
  omitted: number, };

export type ClockView = {
  now: Timestamp,
  started_at: Timestamp | null,
  deadline: Timestamp | null,
  pause: PauseView | null, };

export type CommandLinesView = {
  seq: number,
  time: number,
  text: string,
  directory: string | null,
  end_seq: number | null,
  end_time: number | null,
  exit: number | null,
  first: number,
  end: number,
  word: Word, };

export type ConsentRequest = {
  statement: string, };

export type ConstraintJudgement = {
  reviewer: string,
  kept: Kept,
  reason: string,
  evidence: Array<Seen>,
  corrected: string | null, };

export type ConstraintMark = {
  constraint: string,
  kept: Kept | null,
  reason: string,
  evidence: Array<Evidence>, };

export type ConstraintReport = {
  id: string,
  says: string,
  how: string,
  check: CheckResult | null,
  judged: Array<ConstraintJudgement>, };

export type ConstraintView = {
  id: string,
  says: string,
  enforcement: EnforcementKind,
  check: string | null,
  paths: Array<string>, };

export type CopiedView = {
  text: string,
  left_out: number, };

export type CorrectedMark = {
  from: number | null,
  why: string, };

export type CountsView = {
  commands: number,
  commands_failed: number,
  evaluations: number,
  edited: number,
  asks: number,
  hypotheses: number,
  messages: number,
  replies: number,
  questions: number,
  answered: number, };

export type Criterion = {
  id: string,
  title: string,
  question: string,
  weight: number,
  level: Array<Level>,
  item: Array<Item>, };

export type CriterionAgreement = {
  id: string,
  title: string,
  sessions: number,
  agreement: Agreement, };

export type CriterionPair = {
  title: string,
  points: [number | null, number | null],
  best: number,
  apart: number | null, };

export type CriterionReport = {
  id: string,
  title: string,
  question: string,
  weight: number,
  levels: Array<number>,
  apart: number | null,
  split: boolean,
  marks: Array<Mark>, };

export type CriterionSplit = {
  title: string,
  counts: LevelCounts,
  most: number, };

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

export type Difference = {
  criterion: string | null,
  title: string,
  lowest: number,
  highest: number,
  not_observed: boolean, };

export type Differences = {
  summary: Sentence,
  list: Array<Disagreement>, };

export type Digest = string;

export type Disagreement = {
  title: string,
  how: string,
  views: Array<SeenBy>, };

export type Distances = {
  levels: number,
  points: number, };

export type DoneItemView = {
  text: string,
  seq: number | null, };

export type DoneView = {
  label: string,
  count: number,
  text: string,
  rests_on: string,
  first: number | null,
  word: Word,
  items: Array<DoneItemView>,
  omitted: number, };

export type DraftRequest = {
  text: string,
  revision: number, };

export type DraftView = {
  draft: string,
  revision: number,
  saved_at: Timestamp,
  text: string | null, };

export type EnforcementKind = "check" | "practitioner" | "read_only" | "budget";

export type ErrorView = {
  code: string,
  message: string, };

export type Estimate = { "is": "scarce",
  n: number,
  needed: number, }
  | { "is": "constant",
  n: number, }
  | { "is": "known",
  value: number,
  low: number,
  high: number,
  n: number,
  small: boolean, };

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
  created_at: Timestamp, } }
  | { "kind": "session.track_chosen", "data": {
  track: string, } }
  | { "kind": "session.consented", "data": {
  statement: string, } }
  | { "kind": "session.started", "data": {
  image: string,
  deadline: Timestamp,
  workspace: BlobRef, } }
  | { "kind": "session.interrupted", "data": {
  reason: string,
  last_seen: Timestamp, } }
  | { "kind": "session.recovered", "data": {
  downtime: number,
  deadline: Timestamp,
  processes_survived: boolean, } }
  | { "kind": "session.paused", "data": SessionPaused }
  | { "kind": "session.resumed", "data": SessionResumed }
  | { "kind": "session.extended", "data": SessionExtended }
  | { "kind": "session.withdrawn", "data": SessionWithdrawn }
  | { "kind": "session.submitted", "data": {
  final_note: string,
  workspace: BlobRef, } }
  | { "kind": "session.handing_in", "data": Record<symbol, never> }
  | { "kind": "session.expired", "data": {
  workspace: BlobRef,
  unfinished_note?: string, } }
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
  bytes: Payload,
  source?: InputSource,
  page?: number, } }
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
  | { "kind": "file.summarised", "data": FolderSummary }
  | { "kind": "git.moved", "data": GitMoved }
  | { "kind": "git.commit", "data": GitCommit }
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
  attributes: JsonValue,
  cut?: boolean,
  details?: SpanDetails, } }
  | { "kind": "note.hypothesis", "data": Note }
  | { "kind": "note.evidence", "data": Note }
  | { "kind": "note.decision", "data": Note }
  | { "kind": "note.fix", "data": Note }
  | { "kind": "note.free", "data": Note }
  | { "kind": "check.completed", "data": CheckResult }
  | { "kind": "recorder.nearing", "data": {
  recorder: string,
  used: number,
  limit: number, } }
  | { "kind": "recorder.degraded", "data": {
  recorder: string,
  reason: string, } }
  | { "kind": "recorder.restored", "data": {
  recorder: string, } }
  | { "kind": "recorder.limited", "data": Limited };

export type EventsView = {
  events: Array<Event & { word: Word }>,
  more: boolean, };

export type Evidence = {
  from_seq: number,
  to_seq: number,
  note: string,
  label: string,
  what: Pinned, };

export type ExpiredView = {
  unfinished_note: string | null, };

export type ExtendRequest = {
  minutes: number,
  reason: string, };

export type ExtensionView = {
  minutes: number,
  reason: string,
  at: number,
  seq: number, };

export type FailingView = {
  tries: number,
  reason: string, };

export type FaultView = {
  id: string,
  does: string, };

export type Figure = {
  what: string,
  wanted: string,
  start: string | null,
  end: string | null,
  outcome: CheckOutcome | null, };

export type Figures = {
  rows: Array<Figure>,
  missing: string | null, };

export type FileRenamed = {
  from: string,
  to: string,
  version: FileVersion, };

export type FileVersion = {
  content: BlobRef | null,
  size: number,
  executable: boolean, };

export type Finding = {
  title: string,
  level: string,
  behaviour: string,
  backed: Sentence,
  quote: Quote,
  moment: Seen | null, };

export type Findings = {
  list: Array<Finding>,
  more: number,
  none: string | null, };

export type FolderSummary = {
  path: string,
  why: string,
  files: number,
  bytes: number,
  whole: boolean, };

export type FoundLinesView = {
  lines: Array<number>,
  total: number, };

export type Front = {
  verdict: Verdict,
  skills: Array<string>,
  needs: Array<Need>,
  strengths: Findings,
  gaps: Findings,
  score: ScoreInWords,
  differences: Differences,
  tools: string | null,
  checks: ChecksInWords,
  figures: Figures, };

export type GitCommit = {
  id: string,
  parents: Array<string>,
  tree: string,
  author: GitPerson,
  committer: GitPerson,
  message: string,
  cut?: boolean,
  objects?: Array<GitObject>,
  objects_cut?: boolean, };

export type GitMoved = {
  reference: string,
  before?: string,
  after?: string,
  unread?: string, };

export type GitObject = {
  id: string,
  path: string,
  tree: boolean,
  content: BlobRef, };

export type GitPerson = {
  who: string,
  at: number,
  zone: string, };

export type GivenTrack = {
  pipeline: string,
  title: string,
  needs: string, };

export type GivenView = {
  title: string,
  stipend: string | null,
  minutes: number,
  statement: string,
  tracks: Array<GivenTrack>,
  track: string | null,
  track_open: boolean,
  brief: string | null,
  constraints: Array<BindingView>, };

export type HandingInRequest = {
  without_unrecorded?: boolean, };

export type HitView = {
  seq: number,
  time: number,
  lane: LaneView,
  kind: string,
  source: SourceView,
  terminal: number | null,
  snippet: string,
  found: Array<[number, number]>,
  word: Word, };

export type HypothesisStatus = "open" | "supported" | "ruled_out";

export type IdleView = {
  from: number,
  to: number,
  from_seq: number,
  to_seq: number, };

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

export type InputSource = "keys" | "paste" | "mouse" | "reply";

export type InviteRequest = {
  scenario: string,
  label: string,
  track: string | null, };

export type InviteView = {
  session: SessionId,
  link: string,
  expires: Timestamp, };

export type Item = {
  id: string,
  level: number,
  says: string, };

export type ItemMark = "seen" | "not_seen" | "contradicted";

export type JournalEntryView = {
  note: number,
  kind: NoteKind,
  text: string,
  status: HypothesisStatus | null,
  seq: number,
  time: number,
  revisions: Array<RevisionView>,
  omitted: number, };

export type JsonValue = number | string | boolean | Array<JsonValue>
  | { [key in string]: JsonValue } | null;

export type Kept = "yes" | "no" | "unclear";

export type LaidFile = {
  path: string,
  after: FileVersion, };

export type LaneView = "terminal" | "commands" | "edits" | "models" | "vectors" | "evals" | "notes" | "messages" | "session";

export type LeftOutView = {
  seq: number,
  time: number,
  what: string,
  says: string,
  count: number,
  over: boolean,
  word: Word, };

export type Leniency = {
  above: Estimate,
  earlier: Estimate,
  later: Estimate,
  drift: Estimate, };

export type Level = {
  points: number,
  behaviour: string, };

export type LevelCounts = {
  compared: number,
  equal: number,
  within_one: number,
  one_sided: number,
  levels: number, };

export type Limited = {
  what: string,
  left_out: number,
  since: number,
  over: boolean,
  source?: string | null, };

export type LineView = {
  seq: number,
  time: number,
  text: string,
  styles: Array<[number, number, number, number, number]>, };

export type LinesView = {
  first: number,
  lines: Array<LineView>,
  total: number,
  at: number | null,
  found: boolean,
  until: number | null, };

export type LogEntry = {
  number: number,
  by: string,
  at: Timestamp,
  done: Step, };

export type Mark = {
  reviewer: string,
  points: number | null,
  behaviour: string | null,
  reason: string,
  evidence: Array<Seen>,
  corrected: CorrectedMark | null, };

export type MarkView = {
  seq: number,
  time: number,
  lane: LaneView,
  label: string,
  bad: boolean,
  end: number | null,
  word: Word, };

export type Marked = {
  item: string,
  mark: ItemMark | null,
  evidence: Array<Evidence>, };

export type MarkerKind = "first_look" | "first_change" | "hypothesis" | "first_pass" | "improvement" | "regression" | "long_idle" | "large_paste" | "contradiction";

export type MarkerView = {
  seq: number,
  time: number,
  kind: MarkerKind,
  label: string,
  status: HypothesisStatus | null,
  revisions: Array<RevisionView>,
  revisions_omitted: number,
  followed: Array<StepView>,
  word: Word,
  doubt: string | null, };

export type MeView = {
  name: string, };

export type MessageAtView = {
  seq: number,
  time: number,
  inject: string,
  from: string,
  message: string,
  laid: Array<string>,
  removed: Array<string>,
  failed: Array<string>,
  brought_by: number | null,
  replies: Array<WrittenView>, };

export type MessageReport = {
  from: string,
  message: string,
  seen: Seen,
  replies: Array<string>, };

export type MessageSent = {
  inject: string,
  text: string, };

export type MessageView = {
  inject: string,
  from: string,
  message: string,
  at: number,
  seq: number,
  laid: Array<string>,
  removed: Array<string>,
  failed: Array<string>,
  replies: Array<ReplyView>, };

export type MetricsView = {
  seq: number,
  time: number,
  series: number,
  values: { [key in string]: number },
  word: Word,
  doubt: string | null, };

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

export type MomentView = {
  seq: number,
  time: number,
  event: Event,
  word: Word | null,
  terminals: Array<TerminalAtView>,
  commands: Array<RunningView>,
  changed: Array<ChangedView>,
  journal: Array<JournalEntryView>,
  messages: Array<MessageAtView>,
  questions: Array<QuestionAtView>,
  metrics: Array<MetricsView>, };

export type MyReview = "none" | "draft" | "submitted" | "forgone";

export type Need = {
  criterion: string,
  title: string,
  share: number,
  seen: Sentence, };

export type NotHandedInView = {
  path: string,
  why: string, };

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
  status?: HypothesisStatus,
  revision?: number, };

export type NoteView = {
  note: number,
  kind: NoteKind,
  text: string,
  status: HypothesisStatus | null,
  revision: number,
  at: number,
  seq: number, };

export type PairAgreement = {
  reviewers: [string, string],
  linear: Estimate,
  quadratic: Estimate, };

export type PauseView = {
  since: Timestamp,
  until: Timestamp, };

export type Payload = BlobRef
  | {
  base64: string, };

export type Pinned = "moment" | "range" | "command" | "output" | "evaluation" | "hunk" | "ask" | "call" | "note" | "message" | "question" | "event";

export type ProgramView = {
  line: number,
  seq: number,
  time: number,
  end_seq: number | null,
  end_time: number | null, };

export type Qualification = { "is": "unasked" }
  | { "is": "established" }
  | { "is": "passed",
  passed: number, }
  | { "is": "learning",
  passed: number,
  tried: number,
  needed: number, };

export type QuestionAnswered = {
  question: string,
  revision: number,
  text: string,
  unfinished?: boolean, };

export type QuestionAsked = {
  question: string,
  asks: string, };

export type QuestionAtView = {
  question: string,
  asks: string,
  seq: number,
  time: number,
  answers: Array<AnswerAtView>, };

export type QuestionSpecView = {
  id: string,
  when: string,
  asks: string,
  strong: string, };

export type QuestionView = {
  question: string,
  asks: string,
  final_note: boolean,
  at: number,
  seq: number,
  answer: ReplyView | null,
  unfinished: boolean, };

export type Quote = {
  by: string,
  text: string,
  cut: boolean, };

export type RawAgreement = {
  all: LevelCounts,
  criteria: Array<CriterionSplit>,
  pairs: Array<ReviewerPair>,
  more: number, };

export type RecordedView = {
  files: number,
  limit: number,
  near: boolean,
  gap: string | null,
  missing: string | null,
  left_out: Array<NotHandedInView>,
  left_out_count: number, };

export type Reference = {
  criteria: Array<ReferenceScore>,
  final_score: number,
  why: string, };

export type ReferenceScore = {
  criterion: string,
  title: string,
  points: number | null,
  levels: Array<number>, };

export type ReplayView = {
  building: BuildingView | null,
  last_seq: number,
  end: number,
  terminals: Array<TerminalSpanView>,
  marks: Array<MarkView>,
  left_out: Array<LeftOutView>,
  marks_omitted: number,
  markers: Array<MarkerView>,
  idle: Array<IdleView>,
  output: Array<number>,
  metrics: Array<MetricsView>,
  series: Array<SeriesView>,
  metrics_omitted: number,
  summary: Array<SummaryLineView>,
  counts: CountsView,
  done: Array<DoneView>,
  claims: ClaimsView | null, };

export type ReplyView = {
  text: string,
  at: number,
  seq: number, };

export type Report = {
  session: SessionId,
  short: string,
  title: string,
  track: string | null,
  label: string,
  state: SessionState,
  submitted_at: Timestamp | null,
  active: number,
  degraded: boolean,
  left_out: Array<string>,
  standing: Standing,
  front: Front,
  criteria: Array<CriterionReport>,
  answers: Array<AnswerReport>,
  reviews: Array<ReviewReport>,
  messages: Array<MessageReport>,
  constraints: Array<ConstraintReport>,
  checks: Array<CheckResult>,
  final_note: string | null,
  note_unfinished: boolean,
  other_edition: boolean,
  log: Array<LogEntry>,
  policy: ScoringPolicy,
  anchor: Reference | null,
  made_at: Timestamp, };

export type Review = {
  scores: Array<Score>,
  final_score: number | null,
  final_reason: string,
  answers: Array<AnswerScore>,
  claims: Array<Claim>,
  constraints: Array<ConstraintMark>,
  departure: string,
  rubric: string,
  submitted_at: Timestamp | null, };

export type ReviewInWords = {
  score: number | null,
  quote: Quote, };

export type ReviewReport = {
  reviewer: string,
  qualification: Qualification,
  final_score: number | null,
  final_reason: string,
  from_levels: number | null,
  departure: string,
  corrected: CorrectedMark | null,
  submitted_at: Timestamp | null,
  spent: number,
  claims: Array<ClaimReport>, };

export type ReviewSaved = {
  revision: number,
  saved_at: Timestamp,
  flaws: Array<string>,
  suggested_score: number | null,
  submitted: boolean, };

export type ReviewerPair = {
  session: SessionId,
  short: string,
  reviewers: [string, string],
  scores: [number, number],
  differing: Array<CriterionPair>, };

export type ReviewerReport = {
  name: string,
  qualification: Qualification,
  sessions: number,
  leniency: Leniency, };

export type RevisionView = {
  seq: number,
  time: number,
  text: string,
  status: HypothesisStatus | null,
  word: Word, };

export type Rubric = {
  version: number,
  common_version: number,
  change: Array<RubricChange>,
  criterion: Array<Criterion>, };

export type RubricChange = {
  version: number,
  on: string,
  says: string, };

export type RunningView = {
  seq: number,
  time: number,
  terminal: number,
  command: number,
  text: string,
  directory: string | null,
  word: Word, };

export type ScenarioView = {
  slug: string,
  title: string,
  family: string,
  tracks: Array<TrackView>,
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
  evidence: Array<Evidence>,
  items: Array<Marked>,
  departure: string, };

export type ScoreInWords = {
  spread: Sentence,
  scale: string | null,
  levels: Sentence | null, };

export type ScoreKind = "single" | "agreed" | "disputed" | "final";

export type ScoringPolicy = {
  blind: boolean,
  reviews: Distances,
  anchors: Distances,
  anchors_needed: number, };

export type SearchView = {
  building: BuildingView | null,
  hits: Array<HitView>,
  total: number,
  plain: boolean, };

export type Seen = {
  from_seq: number,
  to_seq: number,
  from: number,
  to: number,
  kind: string,
  word: Word | null,
  note: string,
  label: string,
  what: Pinned, };

export type SeenBy = {
  gave: string,
  behaviour: string | null,
  quote: Quote,
  moment: Seen | null, };

export type Sentence = Array<SentencePart>;

export type SentencePart = {
  text: string,
  name: boolean, };

export type SeriesView = {
  name: string,
  set: string | null,
  questions: string | null,
  configuration: { [key in string]: string },
  known: boolean,
  runs: number,
  first: number,
  word: Word, };

export type SessionExtended = {
  by: string,
  minutes: number,
  reason: string,
  deadline: Timestamp, };

export type SessionId = string;

export type SessionPaused = {
  since: Timestamp,
  until: Timestamp, };

export type SessionResumed = {
  paused: number,
  deadline: Timestamp,
  reason: string, };

export type SessionRow = {
  session: SessionId,
  short: string,
  scenario: string,
  title: string,
  track: string | null,
  state: SessionState,
  label: string | null,
  created_at: Timestamp,
  started_at: Timestamp | null,
  deadline: Timestamp | null,
  paused_since: Timestamp | null,
  submitted_at: Timestamp | null,
  events: number,
  final_score: number | null,
  score_is: ScoreKind | null,
  mine: MyReview,
  withheld: boolean,
  degraded: boolean,
  failing: string | null,
  imported: boolean, };

export type SessionState = "invited" | "consented" | "running" | "submitted" | "checked" | "reviewed" | "withdrawn";

export type SessionView = {
  row: SessionRow,
  rubric: Rubric,
  brief: string,
  questions: Array<QuestionSpecView>,
  constraints: Array<ConstraintView>,
  budget: number | null,
  checks: Array<CheckResult>,
  checks_running: boolean,
  asked: Array<AskedView>,
  answer_levels: Array<Level>,
  review: Review,
  review_revision: number,
  other_edition: boolean,
  note_unfinished: boolean,
  spent: number,
  suggested_score: number | null,
  final_note: string | null,
  active: number, };

export type SessionWithdrawn = {
  by?: string,
  reason: string,
  workspace?: BlobRef, };

export type ShownBy = "evaluation" | "terminal" | "nothing";

export type SignInRequest = {
  name: string,
  password: string, };

export type SourceView = "command" | "screen" | "path" | "change" | "request" | "answer" | "span" | "note" | "message" | "other";

export type SpanDetails = {
  kind?: string,
  status?: string,
  status_message?: string,
  events?: Array<SpanMoment>,
  links?: Array<SpanLink>,
  left_out?: number, };

export type SpanLink = {
  trace: string,
  span: string,
  attributes: JsonValue, };

export type SpanMoment = {
  name: string,
  at: string,
  attributes: JsonValue, };

export type SpendingView = {
  spent: number,
  limit: number | null, };

export type Standing = { "is": "unscored" }
  | { "is": "single",
  reviewer: string,
  score: number, }
  | { "is": "agreed",
  score: number,
  lowest: number,
  highest: number, }
  | { "is": "disputed",
  differences: Array<Difference>,
  corrected: boolean,
  ready: boolean,
  lowest: number,
  highest: number, }
  | { "is": "final",
  score: number,
  by: string,
  at: Timestamp,
  why: string,
  lowest: number,
  highest: number,
  since: number, };

export type Step = { "step": "discussed",
  participants: Array<string>,
  summary: string, }
  | { "step": "decided",
  score: number,
  why: string, }
  | { "step": "reopened",
  why: string, }
  | { "step": "corrected",
  change: Change,
  why: string, };

export type StepView = {
  seq: number,
  time: number,
  text: string,
  word: Word, };

export type SubmitRequest = {
  final_note: string,
  revision: number,
  without_unrecorded?: boolean, };

export type SummaryLineView = {
  label: string,
  text: string,
  seq: number | null,
  word: Word, };

export type TerminalAtView = {
  terminal: number,
  open: boolean,
  cols: number,
  rows: number,
  offset: number,
  screen: string,
  partial: string, };

export type TerminalMessage = { "type": "attached",
  snapshot: string | null,
  approximate: boolean,
  output_offset: number,
  input_offset: number,
  cols: number,
  rows: number, }
  | { "type": "resized",
  cols: number,
  rows: number, }
  | { "type": "input_saved",
  offset: number, }
  | { "type": "refused",
  message: string,
  input_offset: number, }
  | { "type": "failed",
  message: string, }
  | { "type": "exited",
  status: number, }
  | { "type": "recording",
  degraded: string | null, };

export type TerminalRequest = { "type": "attach",
  from: number | null,
  cols: number,
  rows: number,
  page?: number, }
  | { "type": "resize",
  cols: number,
  rows: number, };

export type TerminalSpanView = {
  terminal: number,
  opened_seq: number,
  closed_seq: number | null,
  output: number, };

export type TextRequest = {
  text: string, };

export type Timestamp = number;

export type TrackComparison = {
  slug: string | null,
  scenario: string | null,
  tracks: Array<TrackFigures>,
  difference: Estimate | null, };

export type TrackFigures = {
  pipeline: string,
  title: string,
  sessions: number,
  score: Estimate, };

export type TrackRequest = {
  track: string, };

export type TrackView = {
  pipeline: string,
  title: string,
  needs: string, };

export type TranscriptView = {
  building: BuildingView | null,
  lines: number,
  left_out: number,
  commands: Array<CommandLinesView>,
  commands_left_out: number,
  programs: Array<ProgramView>,
  programs_left_out: number, };

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

export type Verdict = {
  headline: Sentence,
  decision: Quote | null,
  reviews: Array<ReviewInWords>, };

export type WithdrawRequest = {
  reason: string, };

export type WithdrawnView = {
  by_candidate: boolean,
  reason: string, };

export type Word = "host" | "sandbox" | "candidate";

export type WorkspaceFileView = {
  path: string,
  now: FileVersion | null,
  start: FileVersion | null,
  changed: boolean,
  changes: Array<number>, };

export type WorkspaceView = {
  seq: number,
  files: Array<WorkspaceFileView>, };

export type WrittenView = {
  seq: number,
  time: number,
  text: string, };
