//! The current state of a session: its clock, and what exists only while it runs.

use super::answers::{
    ClockView, FailingView, NotHandedInView, PauseView, RecordedView, SpendingView,
};
use crate::domain::session::SessionState;
use crate::domain::session_clock::SessionClock;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::session::context::Running;

/// What a candidate is told, whatever the cause.
const FAILING: &str = "The sandbox is not running and could not be restarted yet. What was \
                       recorded is safe.";

/// The cause is in the log and in the trace only: an error may name files and keys of the scenario,
/// which candidates must not see.
pub fn failing(tries: u32) -> FailingView {
    FailingView {
        tries,
        reason: FAILING.to_owned(),
    }
}

/// While the clock is stopped, the deadline moves with the time.
pub fn clock(record: &SessionRecord, runs: bool) -> ClockView {
    let now = Timestamp::now();
    let stands_still = record.state == SessionState::Running && !runs;
    let paused = record.state == SessionState::Running && record.pauses.since.is_some();
    // A pause gives back all of its time by itself.
    let given_back = match record.last_seen {
        Some(last_seen) if stands_still && !paused => now.since(last_seen),
        _ => 0,
    };
    let clock = record.clock();
    ClockView {
        now,
        started_at: record.started_at,
        deadline: clock.map(|clock| clock.deadline_at(now).plus(given_back)),
        pause: clock.filter(|_| paused).and_then(pause),
    }
}

fn pause(clock: SessionClock) -> Option<PauseView> {
    Some(PauseView {
        since: clock.pauses.since?,
        until: clock.pause_ends()?,
    })
}

pub fn spending(running: &Running) -> SpendingView {
    SpendingView {
        spent: running.spent().micro_eur,
        limit: running.budget,
    }
}

pub fn recorded(running: &Running) -> RecordedView {
    let coverage = running.files.coverage();
    let left_out = coverage.left_out.iter().map(|it| NotHandedInView {
        path: it.path.clone(),
        why: it.why.clone(),
    });
    RecordedView {
        files: coverage.files,
        limit: coverage.limit,
        near: coverage.is_near(),
        gap: coverage.gap(),
        missing: coverage.not_handed_in(),
        left_out: left_out.collect(),
        left_out_count: coverage.left_out_count,
    }
}

pub fn limited(running: &Running) -> Vec<String> {
    let kinds = running.trace.limited();
    let kinds = kinds.borrow();
    // What the sandbox reports about itself is nothing that a candidate could change.
    let counted = kinds.iter().filter(|kind| kind.source().is_none());
    counted.map(|kind| kind.what().replace('_', " ")).collect()
}
