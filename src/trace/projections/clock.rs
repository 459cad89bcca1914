//! What changed a session's clock. The session's row has the clock for pages that poll, and names
//! the last event that it includes. This completes a row that a killed service left behind.

use super::fold::Projection;
use crate::domain::event::{Event, EventBody};
use crate::domain::session_clock::SessionClock;
use crate::domain::time::Timestamp;

#[derive(Clone, Debug, PartialEq)]
struct Move {
    seq: u64,
    /// Microseconds since the session was created.
    at: i64,
    body: EventBody,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clock {
    /// When the session started, in microseconds since it was created, and the deadline at that
    /// time.
    started: Option<(i64, Timestamp)>,
    /// In order. They come from people and from interruptions, so they are few.
    moves: Vec<Move>,
    /// The time of the last event about the session as a whole.
    last: i64,
}

impl Projection for Clock {
    const FAMILIES: &'static [&'static str] = &["session."];

    fn apply(&mut self, event: &Event) -> bool {
        match &event.body {
            EventBody::SessionStarted { deadline, .. } => {
                self.started = Some((event.at, *deadline));
            }
            EventBody::SessionPaused(_)
            | EventBody::SessionResumed(_)
            | EventBody::SessionExtended(_)
            | EventBody::SessionRecovered { .. } => self.moves.push(Move {
                seq: event.seq,
                at: event.at,
                body: event.body.clone(),
            }),
            body if !body.kind().starts_with("session.") => return false,
            _ => {}
        }
        self.last = event.at;
        true
    }
}

impl Clock {
    /// Adds what the trace says to a clock that is stored beside it. Also returns the time of the
    /// last addition, in microseconds since the session was created; `None` if nothing was missing.
    /// Time given back after a crash is in the row before it is in the trace.
    pub fn complete(&self, mut kept: SessionClock) -> (SessionClock, Option<i64>) {
        let included = kept.pauses.seq;
        let mut last = None;
        for it in self.moves.iter().filter(|it| it.seq > included) {
            if kept.follow(it.seq, &it.body) {
                last = Some(it.at);
            }
        }
        (kept, last)
    }

    /// The clock from the trace alone; `None` if the session did not start.
    pub fn of_trace(&self, created_at: Timestamp) -> Option<SessionClock> {
        let (at, deadline) = self.started?;
        let mut clock = SessionClock::starting(created_at.plus(at), deadline);
        for it in &self.moves {
            if let EventBody::SessionRecovered {
                downtime, deadline, ..
            } = &it.body
            {
                clock.stood_still = clock.stood_still.saturating_add(*downtime);
                clock.deadline = *deadline;
            } else {
                clock.follow(it.seq, &it.body);
            }
        }
        Some(clock)
    }

    /// The time of the last event about the session as a whole.
    pub fn last(&self, created_at: Timestamp) -> Timestamp {
        created_at.plus(self.last)
    }
}
