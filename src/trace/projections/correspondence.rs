//! What the candidate was told and asked, and what they wrote about it. Nothing else folds
//! questions with their answers, or messages with their replies.

use super::fold::Projection;
use crate::domain::event::{Event, EventBody, InjectDelivered, QuestionAnswered, QuestionAsked};

/// How many revisions of one answer are kept, the newest ones: a candidate may write thousands.
pub const REVISIONS: usize = 20;

/// A message that was delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    pub seq: u64,
    pub inject: InjectDelivered,
    /// Microseconds since the session was created.
    pub at: i64,
    /// Microseconds of working time.
    pub active: i64,
    /// The event that brought its moment, if there is one.
    pub brought_by: Option<u64>,
    pub replies: Vec<Reply>,
}

/// A reply by the candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub seq: u64,
    pub text: String,
    /// Microseconds since the session was created.
    pub at: i64,
}

/// An answer, or a revision of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub seq: u64,
    pub said: QuestionAnswered,
    /// Microseconds since the session was created.
    pub at: i64,
    /// Microseconds of working time.
    pub active: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub seq: u64,
    pub question: QuestionAsked,
    /// Microseconds since the session was created.
    pub at: i64,
    /// Microseconds of working time.
    pub active: i64,
    /// The newest [`REVISIONS`], oldest first.
    pub answers: Vec<Answer>,
}

impl Asked {
    /// The newest answer.
    pub fn answer(&self) -> Option<&Answer> {
        self.answers.last()
    }

    /// The same without earlier revisions.
    #[must_use]
    pub fn newest(&self) -> Self {
        Self {
            answers: self.answer().cloned().into_iter().collect(),
            question: self.question.clone(),
            ..*self
        }
    }

    /// The event of the newest answer, or else of the question, and when it was, in microseconds
    /// since the session was created.
    pub fn changed(&self) -> (u64, i64) {
        let newest = self.answer().map(|answer| (answer.seq, answer.at));
        newest.unwrap_or((self.seq, self.at))
    }

    /// Whether time ran out while the newest answer was being written.
    pub fn is_unfinished(&self) -> bool {
        self.answer().is_some_and(|answer| answer.said.unfinished)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Correspondence {
    /// In order.
    pub messages: Vec<Received>,
    /// In order.
    pub questions: Vec<Asked>,
    /// The number of answers with all their revisions, kept or not.
    pub answers: u64,
}

impl Projection for Correspondence {
    const FAMILIES: &'static [&'static str] = &["inject.", "message.", "question."];

    fn apply(&mut self, event: &Event) -> bool {
        let (seq, at, active) = (event.seq, event.at, event.active);
        match &event.body {
            EventBody::InjectDelivered(inject) => self.messages.push(Received {
                seq,
                inject: inject.clone(),
                at,
                active,
                brought_by: event.links.first().copied(),
                replies: Vec::new(),
            }),
            EventBody::MessageSent(sent) => {
                let mut messages = self.messages.iter_mut();
                if let Some(message) = messages.find(|it| it.inject.inject == sent.inject) {
                    let text = sent.text.clone();
                    message.replies.push(Reply { seq, text, at });
                }
            }
            EventBody::QuestionAsked(question) => self.questions.push(Asked {
                seq,
                question: question.clone(),
                at,
                active,
                answers: Vec::new(),
            }),
            EventBody::QuestionAnswered(said) => {
                self.answers += 1;
                let answer = Answer {
                    seq,
                    said: said.clone(),
                    at,
                    active,
                };
                self.answered(answer);
            }
            _ => return false,
        }
        true
    }
}

impl Correspondence {
    fn answered(&mut self, answer: Answer) {
        let mut questions = self.questions.iter_mut();
        let Some(asked) = questions.find(|it| it.question.question == answer.said.question) else {
            return;
        };
        if asked.answers.len() == REVISIONS {
            asked.answers.remove(0);
        }
        asked.answers.push(answer);
    }

    /// `None` if it was not asked.
    pub fn question(&self, id: &str) -> Option<&Asked> {
        self.questions.iter().find(|it| it.question.question == id)
    }

    /// The message that this inject delivered; `None` if it was not delivered.
    pub fn message(&self, inject: &str) -> Option<&Received> {
        self.messages.iter().find(|it| it.inject.inject == inject)
    }

    /// The number of replies to all messages.
    pub fn replies(&self) -> usize {
        self.messages.iter().map(|it| it.replies.len()).sum()
    }
}
