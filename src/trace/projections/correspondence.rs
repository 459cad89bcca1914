//! What the candidate was told and asked, and what they wrote about it.

use crate::domain::event::{Event, EventBody, InjectDelivered, QuestionAnswered, QuestionAsked};

/// A message that came.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its event.
    pub seq: u64,
    /// The text.
    pub text: String,
    /// When.
    pub at: i64,
}

/// A question that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its event.
    pub seq: u64,
    /// The question.
    pub question: QuestionAsked,
    /// When it was asked.
    pub at: i64,
    /// The newest answer.
    pub answer: Option<QuestionAnswered>,
    /// The event of that, or of the question, and when it was.
    pub changed: (u64, i64),
}

/// All of a session's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Correspondence {
    /// In their order.
    pub messages: Vec<Received>,
    /// In their order.
    pub questions: Vec<Asked>,
    /// Answers with all their revisions.
    pub answers: u64,
}

impl Correspondence {
    /// Takes an event; returns whether it was about this.
    pub fn apply(&mut self, event: &Event) -> bool {
        let (seq, at) = (event.seq, event.at);
        match &event.body {
            EventBody::InjectDelivered(inject) => self.messages.push(Received {
                seq,
                inject: inject.clone(),
                at,
                replies: Vec::new(),
            }),
            EventBody::MessageSent(sent) => {
                let mut messages = self.messages.iter_mut();
                if let Some(message) = messages.find(|it| it.inject.inject == sent.inject) {
                    message.replies.push(Reply {
                        seq,
                        text: sent.text.clone(),
                        at,
                    });
                }
            }
            EventBody::QuestionAsked(question) => self.questions.push(Asked {
                seq,
                question: question.clone(),
                at,
                answer: None,
                changed: (seq, at),
            }),
            EventBody::QuestionAnswered(answer) => {
                self.answers += 1;
                let mut questions = self.questions.iter_mut();
                if let Some(asked) = questions.find(|it| it.question.question == answer.question) {
                    asked.answer = Some(answer.clone());
                    asked.changed = (seq, at);
                }
            }
            _ => return false,
        }
        true
    }

    /// The question of this name, if it was asked.
    pub fn question(&self, id: &str) -> Option<&Asked> {
        self.questions.iter().find(|it| it.question.question == id)
    }

    /// The message that this inject brought, if it came.
    pub fn message(&self, inject: &str) -> Option<&Received> {
        self.messages.iter().find(|it| it.inject.inject == inject)
    }

    /// Replies so far.
    pub fn replies(&self) -> usize {
        self.messages.iter().map(|it| it.replies.len()).sum()
    }
}
