//! What a session's model calls have cost. The gateway of a running session continues counting from
//! here and includes calls that are in progress. So this is read when a session resumes, never
//! while pages poll.

use super::fold::Projection;
use crate::domain::event::{Event, EventBody};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    /// Tokens of requests and of answers.
    pub tokens: u64,
    /// In millionths of a euro.
    pub micro_eur: u64,
}

impl Projection for Spending {
    const FAMILIES: &'static [&'static str] = &["model.chat", "model.embedding"];

    fn apply(&mut self, event: &Event) -> bool {
        let (EventBody::ModelChat(call) | EventBody::ModelEmbedding(call)) = &event.body else {
            return false;
        };
        // For a stream, the event with the whole answer has the cost.
        if !call.complete {
            return false;
        }
        let tokens = call.tokens_in.saturating_add(call.tokens_out);
        self.tokens = self.tokens.saturating_add(tokens);
        self.micro_eur = self.micro_eur.saturating_add(call.cost);
        true
    }
}
