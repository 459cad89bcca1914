//! What the candidate is told and asked, and what they write back; all of it is in the trace.

use super::conduct::{Conductor, SessionError};
use super::moments;
use crate::domain::event::{
    Actor, Event, EventBody, InjectDelivered, MessageSent, QuestionAnswered, QuestionAsked,
};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::scenario::manifest::{Moment, Question};
use crate::store::{Store, StoreError};
use crate::trace::Entry;

/// Characters of one answer or reply.
pub const TEXT_LIMIT: usize = 10_000;
/// Answers with all their revisions, of one session.
const ANSWERS_LIMIT: u64 = 5_000;
/// Replies of one session.
const REPLIES_LIMIT: u64 = 200;

/// A message that came.
#[derive(Clone, Debug)]
pub struct Received {
    /// Its event.
    pub seq: u64,
    /// What came.
    pub inject: InjectDelivered,
    /// When, microseconds since the session was created.
    pub at: i64,
    /// What was written back.
    pub replies: Vec<Reply>,
}

/// Something the candidate wrote back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The text.
    pub text: String,
    /// When.
    pub at: i64,
}

/// A question that was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its event.
    pub seq: u64,
    /// The question.
    pub question: QuestionAsked,
    /// When it was asked.
    pub at: i64,
    /// The newest answer, and when it was written.
    pub answer: Option<(QuestionAnswered, i64)>,
}

/// All of a session's.
#[derive(Clone, Debug, Default)]
pub struct Correspondence {
    /// In their order.
    pub messages: Vec<Received>,
    /// In their order.
    pub questions: Vec<Asked>,
}

impl Correspondence {
    /// As the trace has it.
    pub async fn read(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        let mut all = Self::default();
        for family in ["inject.", "message.", "question."] {
            for stored in store.events_of_kind(session, family).await? {
                let event: Event = serde_json::from_slice(&stored.body)
                    .map_err(|_| StoreError::Damaged("event"))?;
                all.take(event);
            }
        }
        Ok(all)
    }

    fn take(&mut self, event: Event) {
        let (seq, at) = (event.seq, event.at);
        match event.body {
            EventBody::InjectDelivered(inject) => self.messages.push(Received {
                seq,
                inject,
                at,
                replies: Vec::new(),
            }),
            EventBody::MessageSent(MessageSent { inject, text }) => {
                let mut messages = self.messages.iter_mut();
                if let Some(message) = messages.find(|it| it.inject.inject == inject) {
                    message.replies.push(Reply { text, at });
                }
            }
            EventBody::QuestionAsked(question) => self.questions.push(Asked {
                seq,
                question,
                at,
                answer: None,
            }),
            EventBody::QuestionAnswered(answer) => {
                let mut questions = self.questions.iter_mut();
                if let Some(asked) = questions.find(|it| it.question.question == answer.question) {
                    asked.answer = Some((answer, at));
                }
            }
            _ => {}
        }
    }

    /// The question of this name, if it was asked.
    pub fn question(&self, id: &str) -> Option<&Asked> {
        self.questions.iter().find(|it| it.question.question == id)
    }
}

impl Conductor {
    /// Asks what is asked when handing in, once: the candidate looks at it.
    pub async fn ask_final_questions(&self, session: SessionId) -> Result<(), SessionError> {
        let _turn = self.turn(session).await;
        self.ask_finals(session, |_| true).await
    }

    /// Only within a turn of the session.
    async fn ask_finals(
        &self,
        session: SessionId,
        wanted: impl Fn(&Question) -> bool,
    ) -> Result<(), SessionError> {
        let record = self.reload(session).await?;
        let Some(running) = self.running(session).await else {
            return Err(SessionError::WrongState(record.state));
        };
        let known = Correspondence::read(&self.parts.store, session).await?;
        for question in &running.scenario.manifest.question {
            let is_final = question.when == Moment::FinalNote;
            if is_final && wanted(question) && known.question(&question.id).is_none() {
                running.trace.append(moments::asked(question)).await?;
            }
        }
        Ok(())
    }

    /// Writes an answer, or a revision of one. One that changes nothing is fine and leaves no
    /// event. Only while the session runs.
    pub async fn answer(
        &self,
        session: SessionId,
        question: &str,
        text: String,
    ) -> Result<(), SessionError> {
        let _turn = self.turn(session).await;
        let record = self.reload(session).await?;
        if record.state != SessionState::Running {
            return Err(SessionError::WrongState(record.state));
        }
        Self::refuse_in_pause(&record)?;
        within_limit(&text)?;
        let store = &self.parts.store;
        if store.count_events(session, "question.answered").await? >= ANSWERS_LIMIT {
            let reason = "The answers were changed too often; what was saved last counts.";
            return Err(SessionError::Refused(reason.into()));
        }
        let mut known = Correspondence::read(store, session).await?;
        if known.question(question).is_none() {
            self.ask_finals(session, |it| it.id == question).await?;
            known = Correspondence::read(store, session).await?;
        }
        let asked = known
            .question(question)
            .ok_or_else(|| SessionError::Refused("There is no such question.".into()))?;
        let before = asked.answer.as_ref().map(|(answer, _)| answer);
        if before.map_or("", |before| before.text.as_str()) == text {
            return Ok(());
        }
        let body = EventBody::QuestionAnswered(QuestionAnswered {
            question: question.to_owned(),
            revision: before.map_or(0, |before| before.revision + 1),
            text,
        });
        let entry = Entry::new(Actor::Candidate, body).about(vec![asked.seq]);
        self.trace(&record).await?.append(entry).await?;
        Ok(())
    }

    /// Writes back to whoever sent a message. Nobody answers. Only while the session runs.
    pub async fn reply(
        &self,
        session: SessionId,
        inject: &str,
        text: String,
    ) -> Result<(), SessionError> {
        let _turn = self.turn(session).await;
        let record = self.reload(session).await?;
        if record.state != SessionState::Running {
            return Err(SessionError::WrongState(record.state));
        }
        Self::refuse_in_pause(&record)?;
        if text.trim().is_empty() {
            return Err(SessionError::Refused("The reply is empty.".into()));
        }
        within_limit(&text)?;
        let store = &self.parts.store;
        if store.count_events(session, "message.").await? >= REPLIES_LIMIT {
            let reason = format!("{REPLIES_LIMIT} replies are the most.");
            return Err(SessionError::Refused(reason));
        }
        let known = Correspondence::read(store, session).await?;
        let message = known.messages.iter().find(|it| it.inject.inject == inject);
        let message =
            message.ok_or_else(|| SessionError::Refused("There is no such message.".into()))?;
        let body = EventBody::MessageSent(MessageSent {
            inject: inject.to_owned(),
            text,
        });
        let entry = Entry::new(Actor::Candidate, body).about(vec![message.seq]);
        self.trace(&record).await?.append(entry).await?;
        Ok(())
    }
}

fn within_limit(text: &str) -> Result<(), SessionError> {
    if text.chars().count() > TEXT_LIMIT {
        let reason = format!("A text has at most {TEXT_LIMIT} characters; shorten this one.");
        return Err(SessionError::Refused(reason));
    }
    Ok(())
}
