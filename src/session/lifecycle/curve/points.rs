//! The points of a session at which a check curve has results: the ends of bursts of edits.

/// A change of the workspace. The first one is the start of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    pub seq: u64,
    /// Working time in microseconds.
    pub time: i64,
}

/// The last event of each burst, at most `most` of them; `most` is at least two. The largest gaps
/// between edits separate the bursts, so each point is where somebody stopped editing to look. No
/// threshold is needed that would fit one person and not another. The first and the last edit are
/// always points.
pub fn points(edits: &[Edit], most: usize) -> Vec<u64> {
    let Some(last) = edits.last() else {
        return Vec::new();
    };
    let mut gaps: Vec<(i64, u64)> = edits
        .windows(2)
        .skip(1)
        .map(|pair| (pair[1].time - pair[0].time, pair[0].seq))
        .collect();
    // The largest first; of equal gaps the earlier.
    gaps.sort_by_key(|&(gap, seq)| (std::cmp::Reverse(gap), seq));
    let between = gaps.into_iter().take(most.saturating_sub(2));
    let mut seqs: Vec<u64> = between.map(|(_, seq)| seq).collect();
    seqs.extend([edits[0].seq, last.seq]);
    seqs.sort_unstable();
    seqs.dedup();
    seqs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edits(times: &[i64]) -> Vec<Edit> {
        let seqs = (1_u64..).step_by(10);
        seqs.zip(times)
            .map(|(seq, &time)| Edit { seq, time })
            .collect()
    }

    #[test]
    fn bursts_end_where_the_largest_gaps_begin() {
        // The start, then two bursts of three edits with a long pause between them.
        let edits = edits(&[0, 100, 101, 102, 900, 901, 902]);
        assert_eq!(points(&edits, 3), [1, 31, 61]);
        assert_eq!(points(&edits, 2), [1, 61]);
    }

    #[test]
    fn few_edits_are_all_points_and_none_is_none() {
        assert_eq!(points(&edits(&[0, 5, 9]), 12), [1, 11, 21]);
        assert_eq!(points(&edits(&[0]), 12), [1]);
        assert_eq!(points(&[], 12), Vec::<u64>::new());
    }

    proptest! {
        #[test]
        fn never_too_many_always_in_order_with_both_ends(
            mut times in proptest::collection::vec(0_i64..1_000_000, 1..200),
            most in 2_usize..20,
        ) {
            times.sort_unstable();
            let edits = edits(&times);
            let seqs = points(&edits, most);
            prop_assert!(seqs.len() <= most);
            prop_assert!(seqs.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(seqs.first(), edits.first().map(|it| &it.seq));
            prop_assert_eq!(seqs.last(), edits.last().map(|it| &it.seq));
        }
    }
}
