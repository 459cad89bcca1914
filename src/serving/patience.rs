//! How long a connection may take for what it is doing.

use std::time::{Duration, Instant};

/// From a new connection, or the first byte of a later request, to the end of the request's head.
const HEAD: Duration = Duration::from_secs(15);
/// Between an answer and the next request. Longer than nginx keeps an idle connection to the
/// service.
const IDLE: Duration = Duration::from_secs(75);
/// A body may be slow, but it must not pause for this long.
const BODY_PAUSE: Duration = Duration::from_secs(30);
/// For a whole body.
const BODY: Duration = Duration::from_mins(15);
/// How long a client may take nothing of what it is sent, whatever that is.
const TAKES_NOTHING: Duration = Duration::from_secs(60);
/// Bytes of an answer that a client must take within that time, as long as there is more for it:
/// 137 bytes a second. A client that takes less only keeps the answer in memory.
const LEAST: u64 = 8 * 1024;

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// The client has to send a request's head.
    Head,
    /// The client was answered and may ask again.
    Idle,
    /// The client has to send a body.
    Body,
    /// The service sends an answer.
    Answer,
    /// The service works, or the connection is a `WebSocket`, which has its own pings.
    Busy,
}

/// What a connection is doing, and since when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Progress {
    pub phase: Phase,
    /// When the phase began. For [`Phase::Idle`], also when the last part of the answer was taken.
    pub since: Instant,
    /// When the last byte came.
    pub received: Instant,
    /// Since when the client has taken nothing although there is something for it.
    pub blocked: Option<Instant>,
    /// Since when the client has not taken [`LEAST`] bytes, and how many it has taken.
    slow: Option<(Instant, u64)>,
}

impl Progress {
    /// The progress of a new connection.
    pub fn beginning(now: Instant) -> Self {
        Self {
            phase: Phase::Head,
            since: now,
            received: now,
            blocked: None,
            slow: None,
        }
    }

    /// There is something for the client, and no room in the socket.
    pub fn blocks(&mut self, now: Instant) {
        self.blocked.get_or_insert(now);
        self.slow.get_or_insert((now, 0));
    }

    /// The client took this many bytes, or there was room for them.
    pub fn took(&mut self, bytes: usize) {
        // If this happens twice in a row, the client took everything there was.
        let keeps_up = self.blocked.take().is_none();
        if let Some((_, taken)) = &mut self.slow {
            *taken += bytes as u64;
            if keeps_up || *taken >= LEAST {
                self.slow = None;
            }
        }
    }

    /// Whether the client has used up its time.
    pub fn overdue(&self, now: Instant) -> bool {
        let for_longer = |since: Instant, limit| now.saturating_duration_since(since) >= limit;
        let late = match self.phase {
            Phase::Head => for_longer(self.since, HEAD),
            Phase::Idle => for_longer(self.since, IDLE),
            Phase::Body => for_longer(self.received, BODY_PAUSE) || for_longer(self.since, BODY),
            Phase::Answer | Phase::Busy => false,
        };
        // The end of an answer is still in transit when the next request may come.
        let answered = matches!(self.phase, Phase::Answer | Phase::Idle);
        let slow = self.slow.filter(|_| answered && self.blocked.is_some());
        late || slow.is_some_and(|(since, _)| for_longer(since, TAKES_NOTHING))
            || self
                .blocked
                .is_some_and(|since| for_longer(since, TAKES_NOTHING))
    }

    /// How soon the connection may be closed in favour of another client: the smaller, the sooner.
    /// `None` if it may not, because the service owes the client something.
    pub fn dispensable(&self) -> Option<(bool, Instant)> {
        match self.phase {
            Phase::Head | Phase::Idle => Some((false, self.since)),
            Phase::Body | Phase::Answer => Some((true, self.since)),
            Phase::Busy => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn at(phase: Phase, start: Instant) -> Progress {
        Progress {
            phase,
            ..Progress::beginning(start)
        }
    }

    #[test]
    fn heads_and_idle_connections_have_their_time() {
        let start = Instant::now();
        for (phase, limit) in [(Phase::Head, HEAD), (Phase::Idle, IDLE)] {
            assert!(!at(phase, start).overdue(start + limit.saturating_sub(seconds(1))));
            assert!(at(phase, start).overdue(start + limit));
        }
    }

    #[test]
    fn a_body_may_be_slow_but_must_not_pause_or_last_for_ever() {
        let start = Instant::now();
        let mut body = at(Phase::Body, start);
        for _ in 0..29 {
            body.received += seconds(29);
            assert!(!body.overdue(body.received + seconds(29)));
        }
        assert!(body.overdue(body.received + BODY_PAUSE));
        body.received = start + BODY;
        assert!(body.overdue(start + BODY));
    }

    #[test]
    fn work_and_websockets_last_unless_the_client_takes_nothing() {
        let start = Instant::now();
        let mut busy = at(Phase::Busy, start);
        assert!(!busy.overdue(start + Duration::from_hours(10)));
        busy.blocked = Some(start);
        assert!(!busy.overdue(start + TAKES_NOTHING.saturating_sub(seconds(1))));
        assert!(busy.overdue(start + TAKES_NOTHING));
    }

    /// Takes this many bytes every ten seconds while there is always more. Returns after how many
    /// seconds the connection ends.
    fn lasts(phase: Phase, bytes: usize) -> u64 {
        let start = Instant::now();
        let mut progress = at(phase, start);
        progress.blocks(start);
        for tens in 1..1_000 {
            let now = start + seconds(10 * tens);
            if progress.overdue(now) {
                return 10 * tens;
            }
            progress.took(bytes);
            progress.since = now;
            progress.blocks(now);
        }
        10_000
    }

    #[test]
    fn an_answer_is_taken_at_a_least_rate() {
        for phase in [Phase::Answer, Phase::Idle] {
            assert_eq!(lasts(phase, 1), 60, "byte by byte");
            assert_eq!(lasts(phase, 1_000), 60);
            assert_eq!(lasts(phase, 1_700), 10_000, "a slow line");
        }
        assert_eq!(lasts(Phase::Busy, 1), 10_000, "a `WebSocket` has pings");
    }

    #[test]
    fn a_stream_with_little_to_say_is_not_slow() {
        let start = Instant::now();
        let mut stream = at(Phase::Answer, start);
        stream.blocks(start);
        stream.took(1);
        assert!(!stream.overdue(start + seconds(600)), "it was all");
        stream.took(1);
        stream.blocks(start + seconds(600));
        assert!(!stream.overdue(start + seconds(630)), "a new beginning");
        assert!(stream.overdue(start + seconds(660)));
    }

    #[test]
    fn whoever_waits_longest_gives_way_first_and_work_never() {
        let start = Instant::now();
        let old = at(Phase::Idle, start).dispensable();
        let new = at(Phase::Head, start + seconds(1)).dispensable();
        let body = at(Phase::Body, start).dispensable();
        assert!(old < new && new < body);
        assert_eq!(at(Phase::Busy, start).dispensable(), None);
    }
}
