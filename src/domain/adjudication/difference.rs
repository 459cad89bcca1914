//! Where reviews of one session are too far apart.

use serde::Serialize;
use ts_rs::TS;

use super::counted::Counted;
use crate::rubric::{Criterion, Rubric};
use crate::scoring_policy::Distances;

/// A criterion, or the final score, on which reviews are too far apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Difference {
    /// The criterion's id. `None` for the final score.
    pub criterion: Option<String>,
    /// As a page shows it.
    pub title: String,
    /// The fewest points that somebody gave.
    pub lowest: u32,
    /// The most points that somebody gave.
    pub highest: u32,
    /// One reviewer gave points, and another said "not observed".
    pub not_observed: bool,
}

/// In the rubric's order, with the final score last.
pub fn differences(reviews: &[Counted<'_>], rubric: &Rubric, apart: Distances) -> Vec<Difference> {
    let mut found: Vec<_> = rubric
        .criterion
        .iter()
        .filter_map(|criterion| of_criterion(reviews, criterion, apart.levels))
        .collect();
    let scores = || reviews.iter().filter_map(|it| it.review.final_score);
    if let (Some(lowest), Some(highest)) = (scores().min(), scores().max())
        && highest - lowest > apart.points
    {
        found.push(Difference {
            criterion: None,
            title: "Final score".into(),
            lowest,
            highest,
            not_observed: false,
        });
    }
    found
}

fn of_criterion(reviews: &[Counted<'_>], criterion: &Criterion, most: u32) -> Option<Difference> {
    let scored = || {
        reviews
            .iter()
            .filter_map(|it| it.review.score(&criterion.id))
    };
    let points = || scored().filter_map(|score| score.points);
    let (lowest, highest) = (points().min()?, points().max()?);
    let not_observed = scored().any(|score| score.points.is_none());
    let levels = criterion
        .rank(highest)
        .zip(criterion.rank(lowest))
        .map_or(0, |(high, low)| high - low);
    (not_observed || levels > most).then(|| Difference {
        criterion: Some(criterion.id.clone()),
        title: criterion.title.clone(),
        lowest,
        highest,
        not_observed,
    })
}
