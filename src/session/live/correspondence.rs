//! What the candidate writes about messages and questions. All of it is in the trace.

use super::drafts::{DraftName, TEXT_LIMIT, keep_text, record_answer};
use super::journal::admit;
use crate::domain::event::{Actor, EventBody, MessageSent};
use crate::domain::ids::SessionId;
use crate::session::context::{Context, SessionError};
use crate::trace::{Entry, Rated};

/// Answers of one session, with all their revisions.
const ANSWERS_LIMIT: u64 = 5_000;
/// In one session.
const REPLIES_LIMIT: usize = 200;

/// Records an answer, or a revision of one, in place of the draft that its page knows. Only while
/// the session runs. If nothing changed, no event is written.
pub async fn answer(
    context: &Context,
    session: SessionId,
    question: &str,
    known: u64,
    text: String,
) -> Result<(), SessionError> {
    let _turn = context.turn(session).await;
    let record = context.writable(session).await?;
    let trace = context.trace(&record).await?;
    if trace.projections().await?.correspondence.answers >= ANSWERS_LIMIT {
        let reason = "The answers were changed too often. The last saved ones count.";
        return Err(SessionError::Refused(reason.into()));
    }
    let name = DraftName::Answer(question.to_owned());
    keep_text(context, &record, &name, known, &text).await?;
    admit(&trace, Rated::Answer, text.len()).await?;
    record_answer(&trace, question, text, false).await
}

/// Replies to the sender of a message. Nobody answers a reply. Only while the session runs.
pub async fn reply(
    context: &Context,
    session: SessionId,
    inject: &str,
    text: String,
) -> Result<(), SessionError> {
    let _turn = context.turn(session).await;
    let record = context.writable(session).await?;
    if text.trim().is_empty() {
        return Err(SessionError::Refused("The reply is empty.".into()));
    }
    if text.chars().count() > TEXT_LIMIT {
        let reason = format!("A reply has at most {TEXT_LIMIT} characters; shorten this one.");
        return Err(SessionError::Refused(reason));
    }
    let trace = context.trace(&record).await?;
    let message = {
        let known = trace.projections().await?;
        if known.correspondence.replies() >= REPLIES_LIMIT {
            let reason = format!("The limit is {REPLIES_LIMIT} replies in a session.");
            return Err(SessionError::Refused(reason));
        }
        let message = known.correspondence.message(inject);
        message.map(|it| it.seq)
    };
    let message =
        message.ok_or_else(|| SessionError::Refused("There is no such message.".into()))?;
    admit(&trace, Rated::Reply, text.len()).await?;
    let body = EventBody::MessageSent(MessageSent {
        inject: inject.to_owned(),
        text,
    });
    let entry = Entry::new(Actor::Candidate, body).about(vec![message]);
    trace.append(entry).await?;
    Ok(())
}
