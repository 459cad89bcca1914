//! Paths that are deliberately not recorded. Each is reported once as long as it stays that way.

use std::collections::BTreeMap;

use crate::domain::event::EventBody;
use crate::files::change::Change;

/// The most paths that are reported. Remembering a hostile tree's names needs a bound.
const LIMIT: usize = 2_000;
const BEYOND: &str = "more paths like these are not recorded and not named";

#[derive(Default)]
pub(super) struct Refusals {
    said: BTreeMap<String, Refused>,
    round: u64,
    in_round: u64,
    beyond: bool,
}

struct Refused {
    reason: &'static str,
    seen: u64,
}

impl Refusals {
    /// Begins a scan.
    pub fn begin(&mut self) {
        self.round += 1;
        self.in_round = 0;
    }

    /// A path is refused. Returns the event if that is new.
    pub fn see(&mut self, path: &str, reason: &'static str) -> Option<Change> {
        self.in_round += 1;
        let round = self.round;
        if let Some(refused) = self.said.get_mut(path) {
            refused.seen = round;
            if refused.reason == reason {
                return None;
            }
            refused.reason = reason;
            return Some(said(path, reason));
        }
        if self.said.len() >= LIMIT {
            let first = !std::mem::replace(&mut self.beyond, true);
            return first.then(|| said("", BEYOND));
        }
        let seen = round;
        self.said.insert(path.to_owned(), Refused { reason, seen });
        Some(said(path, reason))
    }

    /// Ends a scan. After a complete one, what was not refused again is forgotten.
    pub fn end(&mut self, whole: bool) {
        if whole {
            let round = self.round;
            self.said.retain(|_, refused| refused.seen == round);
        }
    }

    /// The first `most` paths that the last scan refused, and the number of all of them.
    pub fn now(&self, most: usize) -> (Vec<(String, &'static str)>, u64) {
        let now = self.said.iter().filter(|(_, it)| it.seen == self.round);
        let named = now.take(most).map(|(path, it)| (path.clone(), it.reason));
        (named.collect(), self.in_round)
    }
}

fn said(path: &str, reason: &str) -> Change {
    Change::of(EventBody::FileRefused {
        path: path.to_owned(),
        reason: reason.to_owned(),
    })
}
