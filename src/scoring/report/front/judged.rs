//! A criterion with what the reviews that count say about it.

use crate::scoring::report::parts::{CriterionReport, Mark, ReviewReport};

pub struct Judged<'a> {
    pub criterion: &'a CriterionReport,
    /// The level, counted from the weakest, and who gave it; the weakest first.
    pub seen: Vec<(usize, &'a Mark)>,
    /// Who did not observe it.
    pub unseen: Vec<&'a str>,
}

/// In the order of the criteria.
pub fn judged<'a>(
    criteria: &'a [CriterionReport],
    counted: &[&'a ReviewReport],
) -> Vec<Judged<'a>> {
    let counts = |mark: &&Mark| counted.iter().any(|it| it.reviewer == mark.reviewer);
    criteria
        .iter()
        .map(|criterion| {
            let marks: Vec<&Mark> = criterion.marks.iter().filter(counts).collect();
            let rank = |points| criterion.levels.iter().position(|it| *it == points);
            let seen = marks.iter().filter_map(|it| Some((rank(it.points?)?, *it)));
            let mut seen: Vec<_> = seen.collect();
            seen.sort_by_key(|(rank, _)| *rank);
            let unseen = marks.iter().filter(|it| it.points.is_none());
            Judged {
                criterion,
                seen,
                unseen: unseen.map(|it| it.reviewer.as_str()).collect(),
            }
        })
        .collect()
}

impl Judged<'_> {
    /// The points of the strongest level.
    pub fn best(&self) -> u32 {
        self.criterion.levels.last().copied().unwrap_or(0)
    }

    /// The strongest level, counted like those in `seen`.
    pub fn top(&self) -> usize {
        self.criterion.levels.len().saturating_sub(1)
    }

    /// By how many levels the reviewers differ.
    pub fn apart(&self) -> usize {
        match (self.seen.first(), self.seen.last()) {
            (Some((lowest, _)), Some((highest, _))) => highest - lowest,
            _ => 0,
        }
    }

    /// Whether only some reviewers observed it.
    pub fn is_split(&self) -> bool {
        !self.seen.is_empty() && !self.unseen.is_empty()
    }
}
