//! Whatever happens, and in whatever order, the candidate gets exactly the working time that was
//! granted, to the microsecond.

use proptest::prelude::*;

use super::*;
use crate::event::{SessionExtended, SessionPaused, SessionResumed};

const START: Timestamp = Timestamp(1_790_000_000_000_000);

fn started(minutes: u32) -> SessionClock {
    SessionClock::starting(START, START.plus(i64::from(minutes) * MINUTE))
}

/// What happens after some time.
#[derive(Clone, Copy, Debug)]
enum Step {
    Pause,
    Resume,
    Extend(u32),
    /// The service is not running for this long.
    Crash(i64),
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop_oneof![
        Just(Step::Pause),
        Just(Step::Resume),
        (1u32..=480).prop_map(Step::Extend),
        (0i64..3 * 60 * MINUTE).prop_map(Step::Crash),
    ];
    proptest::collection::vec((0i64..40 * MINUTE, step), 0..40)
}

/// Time as somebody with a stopwatch sees it.
#[derive(Default)]
struct Watch {
    granted: i64,
    worked: i64,
    own_pauses: i64,
    paused: bool,
}

impl Watch {
    fn passes(&mut self, micros: i64) {
        if self.paused {
            self.own_pauses += micros;
        } else {
            self.worked += micros;
        }
    }
}

/// Carries out the steps. Returns the clock and the events that the steps would record.
fn live(minutes: u32, steps: &[(i64, Step)]) -> (SessionClock, Timestamp, Watch, Vec<EventBody>) {
    let (mut clock, mut now) = (started(minutes), START);
    let mut watch = Watch {
        granted: i64::from(minutes) * MINUTE,
        ..Watch::default()
    };
    let mut trace = Vec::new();
    for &(passes, step) in steps {
        // Nothing happens to a session whose time is up.
        if clock.is_over(now.plus(passes)) {
            break;
        }
        now = now.plus(passes);
        watch.passes(passes);
        match step {
            Step::Pause => {
                let spent = watch.own_pauses >= MOST_PAUSED;
                let expected = match (watch.paused, spent) {
                    (true, _) => Err(ClockError::Paused),
                    (false, true) => Err(ClockError::PausesUsedUp),
                    (false, false) => Ok(()),
                };
                assert_eq!(clock.pause(now), expected);
                if expected.is_ok() {
                    watch.paused = true;
                    let until = clock.pause_ends().unwrap();
                    let since = now;
                    trace.push(EventBody::SessionPaused(SessionPaused { since, until }));
                }
            }
            Step::Resume => {
                let resumed = clock.resume(now);
                assert_eq!(resumed.is_ok(), watch.paused);
                watch.paused = false;
                if let Ok(paused) = resumed {
                    let (deadline, reason) = (clock.deadline, String::new());
                    trace.push(EventBody::SessionResumed(SessionResumed {
                        paused,
                        deadline,
                        reason,
                    }));
                }
            }
            Step::Extend(minutes) => {
                let granted = watch.granted + i64::from(minutes) * MINUTE;
                if granted > MOST_WORK {
                    assert_eq!(clock.extend(minutes, now), Err(ClockError::TooMuchTime));
                    continue;
                }
                clock.extend(minutes, now).unwrap();
                watch.granted = granted;
                trace.push(EventBody::SessionExtended(SessionExtended {
                    by: "ada".into(),
                    minutes,
                    reason: String::new(),
                    deadline: clock.deadline,
                }));
            }
            Step::Crash(downtime) => {
                let last_seen = now;
                now = now.plus(downtime);
                // A pause continues while the service is not running; working time does not.
                if watch.paused {
                    watch.own_pauses += downtime;
                }
                clock.recover(last_seen, now);
            }
        }
        assert_eq!(clock.active(now), watch.worked);
        assert_eq!(
            clock.deadline_at(now).0 - now.0,
            watch.granted - watch.worked
        );
    }
    (clock, now, watch, trace)
}

proptest! {
    #[test]
    fn no_time_is_lost_or_given_away(minutes in 1u32..600, steps in steps()) {
        let (mut clock, now, watch, _) = live(minutes, &steps);
        if watch.paused {
            clock.resume(now).unwrap();
        }
        prop_assert_eq!(clock.pauses.taken, watch.own_pauses);
        // With no further step, time is up after exactly what was granted.
        let end = clock.deadline;
        prop_assert!(!clock.is_over(end.plus(-1)) && clock.is_over(end));
        prop_assert_eq!(clock.active(end), watch.granted);
    }

    /// Wherever the service was killed, a row that was not written is completed from the trace.
    #[test]
    fn the_trace_makes_good_what_was_not_kept(
        minutes in 1u32..600,
        steps in steps(),
        lost in 0usize..5,
    ) {
        // A crash is written to the row before its event, so crashes are not part of this test.
        let steps: Vec<_> =
            steps.into_iter().filter(|it| !matches!(it.1, Step::Crash(_))).collect();
        let (clock, _, _, trace) = live(minutes, &steps);
        let mut followed = started(minutes);
        for (at, body) in trace.iter().enumerate() {
            prop_assert!(followed.follow(at as u64 + 1, body));
        }
        followed.pauses.seq = 0;
        prop_assert_eq!(followed, clock);
        // Applying events again changes nothing, from any later row.
        let kept = trace.len().saturating_sub(lost);
        let mut row = started(minutes);
        for body in trace.iter().take(kept).chain(trace.iter().skip(kept)) {
            row.follow(0, body);
        }
        prop_assert_eq!(row, clock);
    }
}

#[test]
fn a_pause_ends_by_itself_after_a_day_of_pauses_in_all() {
    let mut clock = started(60);
    let hour = 60 * MINUTE;
    clock.pause(START).unwrap();
    assert_eq!(clock.pause_ends(), Some(START.plus(MOST_PAUSED)));
    clock.resume(START.plus(hour)).unwrap();
    let again = START.plus(hour + MINUTE);
    clock.pause(again).unwrap();
    assert_eq!(clock.pause_ends(), Some(again.plus(MOST_PAUSED - hour)));
    clock.resume(again.plus(MOST_PAUSED - hour)).unwrap();
    let after = again.plus(MOST_PAUSED - hour + MINUTE);
    assert_eq!(clock.pause(after), Err(ClockError::PausesUsedUp));
    assert_eq!(clock.active(after), 2 * MINUTE);
}

#[test]
fn the_end_does_not_come_in_a_pause_and_nothing_comes_after_it() {
    let mut clock = started(1);
    clock.pause(START.plus(MINUTE - 1)).unwrap();
    assert!(!clock.is_over(START.plus(100 * MINUTE)));
    clock.resume(START.plus(100 * MINUTE)).unwrap();
    let end = START.plus(100 * MINUTE + 1);
    assert!(clock.is_over(end));
    assert_eq!(clock.pause(end), Err(ClockError::TimeIsUp));
    assert_eq!(clock.extend(5, end), Err(ClockError::TimeIsUp));
    assert_eq!(clock.resume(end), Err(ClockError::NotPaused));
}
