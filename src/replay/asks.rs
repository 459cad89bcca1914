//! Questions that were put to the pipeline: spans that share a trace id, and the model calls that
//! went through the gateway while they ran. What the pipeline does not send is shown as missing.
//!
//! The index keeps what was sent, as it came ([`Asks`]). Which traces make one question, what its
//! text is and which command asked it is derived from that when somebody asks for it
//! ([`Questions`]), because spans come in batches: what belongs together may come much later.

mod calls;
mod filter;
mod list;
mod one;
mod packed;
mod questions;
mod runs;
mod stages;
mod traces;
mod units;

use serde::{Deserialize, Serialize};

use super::keyframes::Contents;
use crate::domain::event::{Event, EventBody};
use crate::domain::time::Timestamp;
use calls::Calls;
use traces::Traces;

pub use filter::{AsksAsked, Outcome};
pub use questions::Questions;

/// What was sent about questions, and what is needed to tell which command asked them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asks {
    traces: Traces,
    calls: Calls,
    /// Events at which commands may begin or end, each with its time since the session's creation.
    /// Sorted.
    commands: Vec<(u64, i64)>,
    /// The beginning of all events' times. Known from the session, so it is not kept.
    #[serde(skip)]
    pub created: Timestamp,
}

impl Asks {
    pub fn take(&mut self, event: &Event, time: i64, contents: &Contents) {
        match &event.body {
            EventBody::SpanEnded { .. } => self.traces.take(event, time),
            EventBody::ModelChat(_) | EventBody::ModelEmbedding(_) | EventBody::ModelRefused(_) => {
                self.calls.take(event, contents);
            }
            EventBody::CommandStarted { .. }
            | EventBody::CommandFinished { .. }
            | EventBody::TerminalOpened { .. }
            | EventBody::TerminalClosed { .. } => self.commands.push((event.seq, event.at)),
            _ => {}
        }
    }

    /// When a command began or ended, in microseconds of Unix time.
    fn at(&self, seq: u64) -> Option<i64> {
        let place = self.commands.binary_search_by_key(&seq, |it| it.0).ok()?;
        Some(self.created.plus(self.commands[place].1).0)
    }
}
