//! What reviewers gave the same sessions, without statistics: it says something from the first
//! session on.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use ts_rs::TS;

use crate::domain::ids::SessionId;
use crate::domain::review::Review;
use crate::domain::rubric::{Criterion, Rubric};
use crate::store::reviews::SubmittedReview;

/// The most pairs that are listed.
const MOST: usize = 50;

#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct RawAgreement {
    /// Over all criteria, sessions and pairs of reviewers.
    pub all: LevelCounts,
    /// The criterion that splits reviewers most first.
    pub criteria: Vec<CriterionSplit>,
    /// Two reviewers of one session each; those whose final scores differ most first, at most 50.
    pub pairs: Vec<ReviewerPair>,
    /// How many more pairs there are.
    #[ts(type = "number")]
    pub more: usize,
}

/// Judgements of one criterion in one session by two reviewers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct LevelCounts {
    /// Both observed it.
    pub compared: u32,
    /// Of these, on the same level.
    pub equal: u32,
    /// Of these, on the same level or one apart.
    pub within_one: u32,
    /// Only one of the two observed it; not in `compared`.
    pub one_sided: u32,
    /// The sum of all distances, in levels.
    pub levels: u32,
}

/// Scenarios that share a criterion, with the same levels, are counted together.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CriterionSplit {
    pub title: String,
    pub counts: LevelCounts,
    /// The largest distance, in levels.
    pub most: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ReviewerPair {
    pub session: SessionId,
    /// The session's short name.
    pub short: String,
    /// Sorted by name.
    pub reviewers: (String, String),
    /// Their final scores.
    pub scores: (u32, u32),
    /// The criteria that they judged differently, in the rubric's order.
    pub differing: Vec<CriterionPair>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CriterionPair {
    pub title: String,
    /// `None` for "not observed".
    pub points: (Option<u32>, Option<u32>),
    /// The points of the strongest level.
    pub best: u32,
    /// In levels; `None` if only one of them observed it.
    pub apart: Option<u32>,
}

pub fn raw(
    sessions: &BTreeMap<SessionId, Vec<&SubmittedReview>>,
    rubrics: &HashMap<SessionId, Rubric>,
) -> RawAgreement {
    let mut all = LevelCounts::default();
    let mut criteria: Vec<(&Criterion, CriterionSplit)> = Vec::new();
    let mut pairs = Vec::new();
    for (session, reviews) in sessions {
        let Some(rubric) = rubrics.get(session) else {
            continue;
        };
        for (one, other) in pairs_of(reviews) {
            let mut differing = Vec::new();
            for criterion in &rubric.criterion {
                let Some(pair) = compare(criterion, &one.review, &other.review) else {
                    continue;
                };
                all.count(pair.apart);
                let split = split_of(&mut criteria, criterion);
                split.counts.count(pair.apart);
                split.most = split.most.max(pair.apart.unwrap_or(0));
                if pair.apart != Some(0) {
                    differing.push(pair);
                }
            }
            pairs.extend(of_two(*session, one, other, differing));
        }
    }
    let mut criteria: Vec<_> = criteria.into_iter().map(|(_, split)| split).collect();
    criteria.sort_by(|one, other| other.counts.distance().total_cmp(&one.counts.distance()));
    pairs.sort_by_key(|it| {
        let differing = std::cmp::Reverse(it.differing.len());
        (
            std::cmp::Reverse(it.scores.0.abs_diff(it.scores.1)),
            differing,
        )
    });
    let more = pairs.len().saturating_sub(MOST);
    pairs.truncate(MOST);
    RawAgreement {
        all,
        criteria,
        pairs,
        more,
    }
}

impl LevelCounts {
    fn count(&mut self, apart: Option<u32>) {
        let Some(levels) = apart else {
            self.one_sided += 1;
            return;
        };
        self.compared += 1;
        self.equal += u32::from(levels == 0);
        self.within_one += u32::from(levels <= 1);
        self.levels += levels;
    }

    /// The mean distance. Where only one of two reviewers observed something, they are as far from
    /// each other as two levels: more than what reviewers may differ by.
    fn distance(&self) -> f64 {
        let all = f64::from((self.compared + self.one_sided).max(1));
        f64::from(self.levels + 2 * self.one_sided) / all
    }
}

/// Every two of them, the one whose name comes first in front.
fn pairs_of<'a>(
    reviews: &[&'a SubmittedReview],
) -> impl Iterator<Item = (&'a SubmittedReview, &'a SubmittedReview)> {
    let mut sorted = reviews.to_vec();
    sorted.sort_by(|one, other| one.reviewer.cmp(&other.reviewer));
    let count = sorted.len();
    let places = (0..count).flat_map(move |one| (one + 1..count).map(move |other| (one, other)));
    places.map(move |(one, other)| (sorted[one], sorted[other]))
}

/// `None` if one of them did not score it or neither observed it.
fn compare(criterion: &Criterion, one: &Review, other: &Review) -> Option<CriterionPair> {
    let points = (
        one.score(&criterion.id)?.points,
        other.score(&criterion.id)?.points,
    );
    let rank = |points: Option<u32>| points.and_then(|it| criterion.rank(it));
    let apart = match (rank(points.0), rank(points.1)) {
        (None, None) => return None,
        (Some(one), Some(other)) => Some(one.abs_diff(other)),
        _ => None,
    };
    Some(CriterionPair {
        title: criterion.title.clone(),
        points,
        best: criterion.best(),
        apart,
    })
}

/// Criteria of two scenarios may share an id and mean different things.
fn split_of<'a, 'b>(
    criteria: &'b mut Vec<(&'a Criterion, CriterionSplit)>,
    criterion: &'a Criterion,
) -> &'b mut CriterionSplit {
    let words = |it: &'a Criterion| (&it.id, &it.title, &it.level);
    let known = criteria
        .iter()
        .position(|(it, _)| words(it) == words(criterion));
    let place = known.unwrap_or_else(|| {
        let split = CriterionSplit {
            title: criterion.title.clone(),
            counts: LevelCounts::default(),
            most: 0,
        };
        criteria.push((criterion, split));
        criteria.len() - 1
    });
    &mut criteria[place].1
}

fn of_two(
    session: SessionId,
    one: &SubmittedReview,
    other: &SubmittedReview,
    differing: Vec<CriterionPair>,
) -> Option<ReviewerPair> {
    Some(ReviewerPair {
        session,
        short: session.short(),
        reviewers: (one.reviewer.clone(), other.reviewer.clone()),
        scores: (one.review.final_score?, other.review.final_score?),
        differing,
    })
}

#[cfg(test)]
mod tests;
