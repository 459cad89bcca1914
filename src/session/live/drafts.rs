//! Drafts: what a candidate types is kept before it is handed in, so that nothing that was said to
//! be saved is lost with a browser, a service, or the last minute.
//!
//! Two pages of one candidate may write the same text. Each says which revision it changes, and one
//! that changes another than the newest is refused: the page shows both, and a person chooses.

use crate::domain::draft::Draft;
use crate::domain::event::{Actor, EventBody, QuestionAnswered};
use crate::domain::ids::SessionId;
use crate::domain::session_record::SessionRecord;
use crate::session::context::{Context, SessionError};
use crate::trace::{Entry, TraceLog};

/// Characters of the final note.
pub const FINAL_NOTE_LIMIT: usize = 20_000;
/// Characters of one answer or reply.
pub const TEXT_LIMIT: usize = 10_000;
const ANSWER: &str = "answer:";

/// What a draft will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftName {
    /// The final note.
    FinalNote,
    /// The answer to this question.
    Answer(String),
}

impl DraftName {
    /// As it is spelled in addresses and in the database.
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

/// Keeps a draft in place of the revision that its page knows. Only while the session runs, and
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

/// A draft as it is.
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

/// Only within a turn of the session.
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

/// Refuses to hand in a final note that another page has changed since.
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

/// Answers that were typed and are not in the trace yet go into it. Returns what there is of
/// the final note. Only within the turn in which the session ends.
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
                    // Nothing keeps a session from ending.
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

/// Writes an answer into the trace. One that changes nothing leaves no event.
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
