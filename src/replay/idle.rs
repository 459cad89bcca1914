//! Stretches in which the candidate did nothing.

use serde::{Deserialize, Serialize};

use super::answers::IdleView;
use crate::domain::event::{Actor, Event, EventBody, InputSource};

/// In microseconds. A shorter pause is thinking.
const SHORTEST: i64 = 60_000_000;

/// Idle spans so far, and the last sign of the candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idle {
    /// In order.
    pub spans: Vec<IdleView>,
    last: Option<(u64, i64)>,
}

impl Idle {
    /// Returns the span that this event ended.
    pub fn take(&mut self, event: &Event, time: i64) -> Option<IdleView> {
        if !is_activity(event) {
            return None;
        }
        let ended = self.last.filter(|last| time - last.1 > SHORTEST);
        // There is no working time before the start or after the end.
        if self.last.is_some() || matches!(event.body, EventBody::SessionStarted { .. }) {
            self.last = Some((event.seq, time));
        }
        let (from_seq, from) = ended?;
        let span = IdleView {
            from,
            to: time,
            from_seq,
            to_seq: event.seq,
        };
        self.spans.push(span);
        Some(span)
    }
}

/// Whether the host saw a person do this. What programs print or send on their own does not count,
/// including the marks of commands.
fn is_activity(event: &Event) -> bool {
    let session = matches!(
        event.body,
        EventBody::SessionStarted { .. }
            | EventBody::SessionHandingIn {}
            | EventBody::SessionSubmitted { .. }
            | EventBody::SessionExpired { .. }
            | EventBody::SessionWithdrawn(_)
    );
    let done = matches!(
        event.body,
        EventBody::BriefOpened {}
            | EventBody::SessionPaused(_)
            | EventBody::SessionResumed(_)
            | EventBody::TerminalInput {
                source: None | Some(InputSource::Keys | InputSource::Paste | InputSource::Mouse),
                ..
            }
            | EventBody::TerminalRefused { .. }
            | EventBody::MessageSent(_)
            | EventBody::QuestionAnswered(_)
            | EventBody::NoteHypothesis(_)
            | EventBody::NoteEvidence(_)
            | EventBody::NoteDecision(_)
            | EventBody::NoteFix(_)
            | EventBody::NoteFree(_)
    );
    session || (done && event.actor == Actor::Candidate)
}
