//! Questions with their answers, messages with their replies, from the trace.

use std::collections::HashMap;

use super::model::{MessageReport, Seen};
use super::seen::{event_of, moment};
use crate::domain::event::EventBody;
use crate::domain::ids::SessionId;
use crate::store::{Store, StoreError};

/// A question that was put to the candidate.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its id in the manifest.
    pub question: String,
    /// As it was shown.
    pub asks: String,
    /// Where it was asked.
    pub at: Seen,
    /// The last answer, and where it was given.
    pub answer: Option<(String, Seen)>,
    /// Whether time ran out while that was written.
    pub unfinished: bool,
}

/// Whether time ran out while the final note was written.
pub async fn is_note_unfinished(store: &Store, session: SessionId) -> Result<bool, StoreError> {
    let mut unfinished = false;
    for stored in store.events_of_kind(session, "session.expired").await? {
        let body = event_of(&stored)?.body;
        unfinished |= matches!(
            body,
            EventBody::SessionExpired {
                unfinished_note: Some(_),
                ..
            }
        );
    }
    Ok(unfinished)
}

/// The questions that were asked, in that order.
pub async fn questions_of(store: &Store, session: SessionId) -> Result<Vec<Asked>, StoreError> {
    let mut questions: Vec<Asked> = Vec::new();
    for stored in store.events_of_kind(session, "question.").await? {
        let event = event_of(&stored)?;
        let at = moment(&event, &stored.kind);
        match event.body {
            EventBody::QuestionAsked(it) => questions.push(Asked {
                question: it.question,
                asks: it.asks,
                at,
                answer: None,
                unfinished: false,
            }),
            EventBody::QuestionAnswered(it) => {
                let question = questions
                    .iter_mut()
                    .find(|asked| asked.question == it.question);
                if let Some(question) = question {
                    question.unfinished = it.unfinished;
                    question.answer = Some((it.text, at));
                }
            }
            _ => {}
        }
    }
    Ok(questions)
}

/// The messages that came, in that order.
pub(super) async fn messages_of(
    store: &Store,
    session: SessionId,
) -> Result<Vec<MessageReport>, StoreError> {
    let mut replies: HashMap<String, Vec<String>> = HashMap::new();
    for stored in store.events_of_kind(session, "message.sent").await? {
        if let EventBody::MessageSent(it) = event_of(&stored)?.body {
            replies.entry(it.inject).or_default().push(it.text);
        }
    }
    let mut messages = Vec::new();
    for stored in store.events_of_kind(session, "inject.delivered").await? {
        let event = event_of(&stored)?;
        let seen = moment(&event, &stored.kind);
        if let EventBody::InjectDelivered(it) = event.body {
            messages.push(MessageReport {
                from: it.from,
                message: it.message,
                seen,
                replies: replies.remove(&it.inject).unwrap_or_default(),
            });
        }
    }
    Ok(messages)
}
