//! When each event happened, in working time, and which event was the last at a time.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Times by sequence number. A wall clock that was set back does not set them back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times(Vec<i64>);

impl Times {
    /// Takes the next event's working time. Returns the event's time, which never goes back.
    pub fn push(&mut self, active: i64) -> i64 {
        let time = active.max(self.end());
        self.0.push(time);
        time
    }

    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// 0 if there are no events.
    pub fn end(&self) -> i64 {
        self.0.last().copied().unwrap_or(0)
    }

    /// `None` if there is no such event.
    pub fn of(&self, seq: u64) -> Option<i64> {
        let index = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.0.get(index).copied()
    }

    /// The last event up to this time; the first event if none had happened. 0 if there are no
    /// events.
    pub fn seq_at(&self, time: i64) -> u64 {
        let until = self.0.partition_point(|it| *it <= time);
        (until as u64).max(u64::from(!self.0.is_empty()))
    }
}

/// Stored as differences, which are short.
impl Serialize for Times {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut last = 0;
        serializer.collect_seq(self.0.iter().map(|time| {
            let step = time - last;
            last = *time;
            step
        }))
    }
}

impl<'de> Deserialize<'de> for Times {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut times = Vec::<i64>::deserialize(deserializer)?;
        let mut last = 0_i64;
        for time in &mut times {
            last = last.saturating_add(*time);
            *time = last;
        }
        Ok(Self(times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_and_never_go_back() {
        let mut times = Times::default();
        for active in [0, 0, 5, 3, 9] {
            times.push(active);
        }
        assert_eq!(times.0, [0, 0, 5, 5, 9]);
        let found = [-1, 0, 4, 5, 8, 9, 99].map(|time| times.seq_at(time));
        assert_eq!(found, [1, 2, 2, 4, 4, 5, 5]);
        let kept: Times = serde_json::from_str(&serde_json::to_string(&times).unwrap()).unwrap();
        assert_eq!(kept, times);
    }
}
