//! Attempts of the last minute that have not succeeded.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::domain::client_address::ClientAddress;

/// How long a failure counts.
const WINDOW: Duration = Duration::from_mins(1);
/// Failures with one name at one address.
const PER_PAIR: usize = 10;
/// Failures with one name, at all addresses where it is not familiar: many addresses guess
/// together.
const PER_NAME: usize = 100;
/// Failures at one address, with all names: one address guesses many.
const PER_ADDRESS: usize = 30;
/// The most failures that are remembered. That is more than can be checked within the window; if it
/// is reached, the oldest is dropped.
const REMEMBERED: usize = 8192;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Free,
    /// After a wait.
    Paced,
    Refused,
}

struct Failure {
    at: Instant,
    from: ClientAddress,
    name: String,
    familiar: bool,
}

/// The failures, the oldest first.
#[derive(Default)]
pub(super) struct Failures(VecDeque<Failure>);

impl Failures {
    /// Decides on an attempt. It counts as failed unless it is refused.
    pub fn attempt(
        &mut self,
        from: ClientAddress,
        name: &str,
        familiar: bool,
        now: Instant,
    ) -> Verdict {
        let expired = |it: &Failure| now.saturating_duration_since(it.at) >= WINDOW;
        while self.0.front().is_some_and(expired) || self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        let verdict = self.verdict(from, name, familiar);
        if verdict != Verdict::Refused {
            self.0.push_back(Failure {
                at: now,
                from,
                name: name.to_owned(),
                familiar,
            });
        }
        verdict
    }

    fn verdict(&self, from: ClientAddress, name: &str, familiar: bool) -> Verdict {
        let count = |of: &dyn Fn(&Failure) -> bool| self.0.iter().filter(|it| of(it)).count();
        let pair = count(&|it| it.from == from && it.name == name);
        if familiar {
            return if pair >= PER_PAIR {
                Verdict::Paced
            } else {
                Verdict::Free
            };
        }
        if pair >= PER_PAIR || count(&|it| !it.familiar && it.name == name) >= PER_NAME {
            return Verdict::Refused;
        }
        match count(&|it| !it.familiar && it.from == from) {
            PER_ADDRESS.. => Verdict::Paced,
            _ => Verdict::Free,
        }
    }

    /// Forgets the failures with this name at this address.
    pub fn forgive(&mut self, from: ClientAddress, name: &str) {
        self.0.retain(|it| it.from != from || it.name != name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: usize) -> ClientAddress {
        let number = u32::try_from(number).unwrap();
        ClientAddress::of(std::net::Ipv4Addr::from_bits(number).into())
    }

    fn times(count: usize, mut attempt: impl FnMut(usize) -> Verdict) -> Vec<Verdict> {
        (0..count).map(&mut attempt).collect()
    }

    #[test]
    fn ten_a_minute_for_a_name_at_an_address_and_nobody_else_is_braked() {
        let mut failures = Failures::default();
        let start = Instant::now();
        let made = times(PER_PAIR, |_| {
            failures.attempt(address(1), "ada", false, start)
        });
        assert!(made.iter().all(|it| *it == Verdict::Free));
        let mut then = |from, name, after| failures.attempt(from, name, false, start + after);
        assert_eq!(then(address(1), "ada", WINDOW / 2), Verdict::Refused);
        assert_eq!(then(address(2), "ada", WINDOW / 2), Verdict::Free);
        assert_eq!(then(address(1), "grace", WINDOW / 2), Verdict::Free);
        assert_eq!(then(address(1), "ada", WINDOW), Verdict::Free);
    }

    #[test]
    fn one_address_with_many_names_gets_slow_and_stops_nobody() {
        let mut failures = Failures::default();
        let start = Instant::now();
        let made = times(300, |number| {
            failures.attempt(address(1), &format!("user {number}"), false, start)
        });
        assert_eq!(
            made.iter().filter(|it| **it == Verdict::Free).count(),
            PER_ADDRESS
        );
        assert!(!made.contains(&Verdict::Refused));
        assert_eq!(
            failures.attempt(address(2), "ada", false, start),
            Verdict::Free
        );
    }

    #[test]
    fn many_addresses_with_one_name_are_braked_but_not_where_it_is_familiar() {
        let mut failures = Failures::default();
        let start = Instant::now();
        let made = times(PER_NAME + 1, |number| {
            failures.attempt(address(number), "ada", false, start)
        });
        assert_eq!(made.last(), Some(&Verdict::Refused));
        let home = address(99_999);
        assert_eq!(failures.attempt(home, "ada", true, start), Verdict::Free);
    }

    #[test]
    fn the_familiar_are_paced_never_refused_and_take_no_strangers_share() {
        let mut failures = Failures::default();
        let start = Instant::now();
        let made = times(500, |_| failures.attempt(address(1), "ada", true, start));
        assert_eq!(made[PER_PAIR..], vec![Verdict::Paced; 500 - PER_PAIR]);
        assert_eq!(
            failures.attempt(address(2), "ada", false, start),
            Verdict::Free
        );
        failures.forgive(address(1), "ada");
        assert_eq!(
            failures.attempt(address(1), "ada", true, start),
            Verdict::Free
        );
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut failures = Failures::default();
        let start = Instant::now();
        for number in 0..2 * REMEMBERED {
            failures.attempt(address(number), &number.to_string(), false, start);
        }
        assert_eq!(failures.0.len(), REMEMBERED);
    }
}
