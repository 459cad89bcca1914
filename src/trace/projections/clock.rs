//! What moved a session's clock. The session's row holds the clock for whoever polls it, and names
//! the last event that it includes; this completes a row that a killed service left behind.

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
    /// When the session started, in microseconds since it was created, and the deadline then.
    started: Option<(i64, Timestamp)>,
    /// In their order. People make them, and interruptions, so they are few.
    moves: Vec<Move>,
    /// When the last event about the session as a whole was.
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
    /// A clock that was kept beside the trace, with what the trace says after that, and when the
    /// last of it was, in microseconds since the session was created; none if nothing was missing.
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

    /// The clock as the trace alone has it; none if the session did not start.
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

    /// When the trace said something of the session as a whole last.
    pub fn last(&self, created_at: Timestamp) -> Timestamp {
        created_at.plus(self.last)
    }
}
