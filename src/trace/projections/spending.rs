//! What a session's model calls have cost. The gateway of a running session counts on from here, with
//! what is under way; so this is read when a session resumes, and never while pages poll.

use super::fold::Projection;
use crate::domain::event::{Event, EventBody};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    /// Read and written.
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
        // Of a stream, the event that has the answer says what it cost.
        if !call.complete {
            return false;
        }
        let tokens = call.tokens_in.saturating_add(call.tokens_out);
        self.tokens = self.tokens.saturating_add(tokens);
        self.micro_eur = self.micro_eur.saturating_add(call.cost);
        true
    }
}
