//! Drafts: what a candidate types is stored before it is handed in. A text that was shown as saved
//! is not lost with a browser, a service or the last minute.
//!
//! Two pages of one candidate may write the same text. Each page says which revision it changes. A
//! change to an older revision is refused; the page then shows both texts, and the candidate
//! chooses.

use crate::domain::draft::Draft;
use crate::domain::event::{Actor, EventBody, QuestionAnswered};
use crate::domain::ids::SessionId;
use crate::domain::session_record::SessionRecord;
use crate::session::context::{Context, SessionError};
use crate::trace::{Entry, TraceLog};

/// In characters.
pub const FINAL_NOTE_LIMIT: usize = 20_000;
/// Of one answer or one reply, in characters.
pub const TEXT_LIMIT: usize = 10_000;
const ANSWER: &str = "answer:";

/// What a draft is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftName {
    FinalNote,
    /// The answer to the question with this id.
    Answer(String),
}

impl DraftName {
    /// From the spelling in addresses and in the database.
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix(ANSWER) {
            Some(question) => Some(Self::Answer(question.to_owned())),
            None => (text == "final-note").then_some(Self::FinalNote),
        }
    }

    fn limit(&self) -> usize {
        match self {
            Self::FinalNote => FINAL_NOTE_LIMIT,
            Self::Answer(_) => TEXT_LIMIT,
        }
    }
}

impl std::fmt::Display for DraftName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::FinalNote => formatter.write_str("final-note"),
            Self::Answer(question) => write!(formatter, "{ANSWER}{question}"),
        }
    }
}

/// Saves a draft in place of the revision that its page knows. Only while the session runs, and
/// only so often.
pub(in crate::session) async fn keep_draft(
    context: &Context,
    session: SessionId,
    name: &DraftName,
    known: u64,
    text: &str,
) -> Result<Draft, SessionError> {
    if !context.draft_rates.admits(session) {
        return Err(SessionError::TooOften);
    }
    // What is saved before the session ends is handed in with it.
    let _turn = context.turn(session).await;
    let record = context.writable(session).await?;
    keep_text(context, &record, name, known, text).await
}

pub(in crate::session) async fn draft(
    context: &Context,
    session: SessionId,
    name: &DraftName,
) -> Result<Option<Draft>, SessionError> {
    Ok(context
        .parts
        .store
        .draft(session, &name.to_string())
        .await?)
}

/// The caller must have the session's turn.
pub(in crate::session) async fn keep_text(
    context: &Context,
    record: &SessionRecord,
    name: &DraftName,
    known: u64,
    text: &str,
) -> Result<Draft, SessionError> {
    if text.chars().count() > name.limit() {
        let limit = name.limit();
        let reason = format!("A text has at most {limit} characters here; shorten this one.");
        return Err(SessionError::Refused(reason));
    }
    if let DraftName::Answer(question) = name {
        let trace = context.trace(record).await?;
        if trace
            .projections()
            .await?
            .correspondence
            .question(question)
            .is_none()
        {
            return Err(SessionError::Refused("There is no such question.".into()));
        }
    }
    let store = &context.parts.store;
    Ok(store
        .keep_draft(record.id, &name.to_string(), known, text)
        .await?)
}

/// Refuses to hand in if another page has changed the final note since.
pub(in crate::session) async fn refuse_older_note(
    context: &Context,
    session: SessionId,
    known: u64,
    text: &str,
) -> Result<(), SessionError> {
    match draft(context, session, &DraftName::FinalNote).await? {
        Some(draft) if draft.revision != known && draft.text != text => {
            Err(SessionError::DraftChanged)
        }
        _ => Ok(()),
    }
}

/// Records the answers that were typed and are not in the trace yet. Returns the draft of the final
/// note. Call it only within the turn in which the session ends.
pub(in crate::session) async fn hand_in_drafts(
    context: &Context,
    session: SessionId,
    trace: &TraceLog,
    unfinished: bool,
) -> Result<Option<String>, SessionError> {
    let mut note = None;
    for draft in context.parts.store.drafts(session).await? {
        match DraftName::parse(&draft.name) {
            Some(DraftName::FinalNote) => note = Some(draft.text),
            Some(DraftName::Answer(question)) => {
                match record_answer(trace, &question, draft.text, unfinished).await {
                    // Nothing may keep a session from ending.
                    Err(SessionError::Refused(reason)) => {
                        tracing::error!(%session, question, reason, "a draft is lost");
                    }
                    recorded => recorded?,
                }
            }
            None => {}
        }
    }
    Ok(note.filter(|note| !note.trim().is_empty()))
}

/// Records an answer. If nothing changed, no event is written.
pub(in crate::session) async fn record_answer(
    trace: &TraceLog,
    question: &str,
    text: String,
    unfinished: bool,
) -> Result<(), SessionError> {
    let (asked_seq, revision) = {
        let known = trace.projections().await?;
        let asked = known.correspondence.question(question);
        let asked =
            asked.ok_or_else(|| SessionError::Refused("There is no such question.".into()))?;
        let before = asked.answer().map(|answer| &answer.said);
        if before.map_or("", |before| before.text.as_str()) == text {
            return Ok(());
        }
        (asked.seq, before.map_or(0, |before| before.revision + 1))
    };
    let body = EventBody::QuestionAnswered(QuestionAnswered {
        question: question.to_owned(),
        revision,
        text,
        unfinished,
    });
    let entry = Entry::new(Actor::Candidate, body).about(vec![asked_seq]);
    trace.append(entry).await?;
    Ok(())
}
