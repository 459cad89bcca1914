//! How much was printed and typed when, in fine bins. Coarser bins are their sums.

use serde::{Deserialize, Serialize};

/// Width of a base bin in microseconds.
const BASE: i64 = 250_000;

/// Bytes by time. Bins in which nothing happened are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The bin's number, bytes printed, bytes typed; in order.
    bins: Vec<(i64, u64, u64)>,
    /// When the last bytes came: the last bin ends there.
    last: i64,
}

impl Activity {
    /// `time` must never go back.
    pub fn add(&mut self, time: i64, output: u64, input: u64) {
        let bin = time.div_euclid(BASE);
        self.last = time;
        match self.bins.last_mut() {
            Some((last, printed, typed)) if *last == bin => {
                *printed += output;
                *typed += input;
            }
            _ => self.bins.push((bin, output, input)),
        }
    }

    /// Bytes printed and typed in each of `count` equal parts of a stretch. A base bin that lies in
    /// several parts is divided among them; the sum over all parts is exact.
    pub fn parts(&self, from: i64, to: i64, count: usize) -> (Vec<u64>, Vec<u64>) {
        let (mut output, mut input) = (vec![0; count], vec![0; count]);
        let width = to.saturating_sub(from);
        if width <= 0 || count == 0 {
            return (output, input);
        }
        let first = self.bins.partition_point(|it| (it.0 + 1) * BASE <= from);
        for &(bin, printed, typed) in &self.bins[first..] {
            let start = bin * BASE;
            if start >= to {
                break;
            }
            // The last bin ends with the session: its bytes are not spread over time after the end.
            let whole = (self.last + 1 - start).clamp(1, BASE);
            let stretch = Stretch {
                from: from.max(start),
                to: to.min(start + whole),
                whole,
                start,
            };
            if stretch.from >= stretch.to {
                continue;
            }
            stretch.share(printed, from, width, &mut output);
            stretch.share(typed, from, width, &mut input);
        }
        (output, input)
    }
}

/// The part of a base bin that is asked for.
struct Stretch {
    from: i64,
    to: i64,
    start: i64,
    whole: i64,
}

impl Stretch {
    /// Divides an amount among the parts, as if it were spread evenly over the base bin.
    fn share(&self, amount: u64, from: i64, width: i64, parts: &mut [u64]) {
        let count = parts.len() as i128;
        let place = |time: i64| i128::from(time - from) * count / i128::from(width);
        let until =
            |time: i64| i128::from(amount) * i128::from(time - self.start) / i128::from(self.whole);
        let last = place(self.to - 1).min(count - 1);
        let mut done = until(self.from);
        for part in place(self.from)..=last {
            let end = from + i64::try_from((part + 1) * i128::from(width) / count).unwrap_or(width);
            let reached = if part == last {
                until(self.to)
            } else {
                until(end.min(self.to))
            };
            let reached = reached.max(done);
            if let (Ok(part), Ok(bytes)) = (usize::try_from(part), u64::try_from(reached - done)) {
                parts[part] += bytes;
            }
            done = reached;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// However a session is divided, nothing is lost and nothing is counted twice.
        #[test]
        fn sums_are_exact(
            steps in proptest::collection::vec((0i64..900_000, 0u64..5000, 0u64..9), 1..60),
            count in 1usize..700,
        ) {
            let mut activity = Activity::default();
            let (mut time, mut printed, mut typed) = (0, 0, 0);
            for (step, output, input) in steps {
                time += step;
                activity.add(time, output, input);
                printed += output;
                typed += input;
            }
            let (output, input) = activity.parts(0, (time / BASE + 1) * BASE, count);
            prop_assert_eq!(output.iter().sum::<u64>(), printed);
            prop_assert_eq!(input.iter().sum::<u64>(), typed);
        }
    }

    #[test]
    fn a_stretch_has_what_is_in_it() {
        let mut activity = Activity::default();
        for second in 0..10 {
            activity.add(second * 1_000_000, 100, 1);
        }
        assert_eq!(activity.parts(2_000_000, 4_000_000, 2).0, [100, 100]);
        assert_eq!(activity.parts(2_000_000, 4_000_000, 2).1, [1, 1]);
        assert_eq!(activity.parts(2_000_000, 2_000_000, 2).0, [0, 0]);
        assert_eq!(activity.parts(50_000_000, 60_000_000, 1).0, [0]);

        let mut short = Activity::default();
        short.add(3, 20, 0);
        short.add(40, 14, 0);
        let parts = short.parts(0, 41, 10).0;
        assert_eq!(parts.iter().sum::<u64>(), 34, "{parts:?}");
    }
}
