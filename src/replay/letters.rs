//! Messages of stakeholders, and whether the candidate wrote back.

use serde::{Deserialize, Serialize};

use super::line::{LABEL, first_line, shortened};
use crate::domain::event::{Event, EventBody};

/// The most messages. Further ones are only counted.
const MOST: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub seq: u64,
    pub time: i64,
    pub inject: String,
    pub from: String,
    pub line: String,
    /// The first reply to it.
    pub reply: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letters {
    pub all: Vec<Letter>,
    pub omitted: u64,
    pub replies: u64,
}

impl Letters {
    pub fn take(&mut self, event: &Event, time: i64) {
        match &event.body {
            EventBody::InjectDelivered(_) if self.all.len() >= MOST => self.omitted += 1,
            EventBody::InjectDelivered(inject) => self.all.push(Letter {
                seq: event.seq,
                time,
                inject: inject.inject.clone(),
                from: shortened(&inject.from, 60),
                line: first_line(&inject.message, LABEL),
                reply: None,
            }),
            EventBody::MessageSent(sent) => {
                self.replies += 1;
                let answered = self
                    .all
                    .iter_mut()
                    .rev()
                    .find(|it| it.inject == sent.inject);
                if let Some(letter) = answered {
                    letter.reply.get_or_insert(event.seq);
                }
            }
            _ => {}
        }
    }

    /// How many messages came.
    pub fn count(&self) -> u64 {
        self.all.len() as u64 + self.omitted
    }
}
