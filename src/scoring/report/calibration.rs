//! How far this installation's reviewers agree, criterion by criterion and reviewer by reviewer.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;
use ts_rs::TS;

use super::ScoreBook;
use super::raw::{RawAgreement, raw};
use super::tracks::{ScoredSession, TrackComparison, tracks};
use crate::domain::ids::SessionId;
use crate::domain::rubric::{Criterion, Rubric};
use crate::domain::scoring_policy::ScoringPolicy;
use crate::scoring::review::agreement::{Agreement, Rating, Unit, agreement};
use crate::scoring::review::anchors::{Qualification, misses};
use crate::scoring::review::leniency::{Beside, Leniency, beside, leniency};
use crate::store::reviews::SubmittedReview;

#[derive(Clone, Debug, Serialize, TS)]
pub struct Calibration {
    /// Sessions that the figures come from: reviewed at least twice, and not withheld from the
    /// reader.
    #[ts(type = "number")]
    pub sessions: usize,
    /// Reviewed sessions that are left out because the reader has not reviewed them yet.
    #[ts(type = "number")]
    pub left_out: usize,
    /// What reviewers gave the same sessions, counted.
    pub raw: RawAgreement,
    /// On the final score.
    pub final_score: Agreement,
    /// The criteria with the most sessions first.
    pub criteria: Vec<CriterionAgreement>,
    /// Sorted by name.
    pub reviewers: Vec<ReviewerReport>,
    /// Anchor sessions that are not withheld from the reader.
    pub anchors: Vec<AnchorReport>,
    /// Scored sessions by track: all together, then each scenario.
    pub tracks: Vec<TrackComparison>,
    /// The rules that were applied.
    pub policy: ScoringPolicy,
}

/// Agreement on one criterion. Scenarios that share it, with the same levels, are counted together.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CriterionAgreement {
    pub id: String,
    pub title: String,
    /// Sessions in which at least two reviewers scored it.
    #[ts(type = "number")]
    pub sessions: usize,
    pub agreement: Agreement,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct ReviewerReport {
    pub name: String,
    /// Whether their reviews count.
    pub qualification: Qualification,
    /// Sessions that they and others reviewed.
    #[ts(type = "number")]
    pub sessions: usize,
    /// Their final scores compared with the others'.
    pub leniency: Leniency,
}

/// An anchor session and who reviewed it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AnchorReport {
    pub session: SessionId,
    /// The session's short name.
    pub short: String,
    /// The reference's final score.
    pub final_score: u32,
    /// Who made it an anchor.
    pub set_by: String,
    /// Everybody who reviewed it, and on which titles they were too far off. None is a pass.
    pub tries: Vec<(String, Vec<String>)>,
}

/// What the calibration is computed from.
pub struct Sources<'a> {
    pub book: &'a ScoreBook,
    /// Sessions that are withheld from the reader.
    pub held_back: &'a HashSet<SessionId>,
    /// The rubric of each session whose scenario can be read.
    pub rubrics: &'a HashMap<SessionId, Rubric>,
    /// Sessions with a score that are not withheld from the reader.
    pub scored: &'a [ScoredSession],
    pub policy: ScoringPolicy,
}

pub fn calibration(sources: &Sources<'_>) -> Calibration {
    let Sources {
        book, held_back, ..
    } = sources;
    let mut sessions: BTreeMap<SessionId, Vec<&SubmittedReview>> = BTreeMap::new();
    let mut left_out = HashSet::new();
    for review in &book.reviews {
        if held_back.contains(&review.session) {
            left_out.insert(review.session);
        } else if book.counts(&review.reviewer) {
            sessions.entry(review.session).or_default().push(review);
        }
    }
    sessions.retain(|_, reviews| reviews.len() >= 2);
    let finals: Vec<Unit> = sessions
        .values()
        .map(|reviews| unit(reviews, |it| it.review.final_score))
        .collect();
    Calibration {
        sessions: sessions.len(),
        left_out: left_out.len(),
        raw: raw(&sessions, sources.rubrics),
        final_score: agreement(&finals, &[]),
        criteria: criteria(&sessions, sources.rubrics),
        reviewers: reviewers(book, &sessions),
        anchors: anchors(sources),
        tracks: tracks(sources.scored),
        policy: sources.policy,
    }
}

fn unit(reviews: &[&SubmittedReview], points: impl Fn(&SubmittedReview) -> Option<u32>) -> Unit {
    reviews
        .iter()
        .map(|it| Rating {
            reviewer: it.reviewer.clone(),
            points: points(it),
        })
        .collect()
}

/// Two criteria are the same if id, title and levels are the same: criteria of two scenarios may
/// share an id and mean different things.
fn criteria(
    sessions: &BTreeMap<SessionId, Vec<&SubmittedReview>>,
    rubrics: &HashMap<SessionId, Rubric>,
) -> Vec<CriterionAgreement> {
    let mut known: Vec<(&Criterion, Vec<Unit>)> = Vec::new();
    for (session, reviews) in sessions {
        for criterion in rubrics
            .get(session)
            .into_iter()
            .flat_map(|it| &it.criterion)
        {
            let ratings = unit(reviews, |it| it.review.points(&criterion.id));
            if ratings.iter().filter(|it| it.points.is_some()).count() < 2 {
                continue;
            }
            let same = |(it, _): &&mut (&Criterion, _)| {
                (&it.id, &it.title, &it.level)
                    == (&criterion.id, &criterion.title, &criterion.level)
            };
            match known.iter_mut().find(same) {
                Some((_, units)) => units.push(ratings),
                None => known.push((criterion, vec![ratings])),
            }
        }
    }
    known.sort_by_key(|(_, units)| std::cmp::Reverse(units.len()));
    known
        .into_iter()
        .map(|(criterion, units)| {
            let levels: Vec<u32> = criterion.level.iter().map(|level| level.points).collect();
            CriterionAgreement {
                id: criterion.id.clone(),
                title: criterion.title.clone(),
                sessions: units.len(),
                agreement: agreement(&units, &levels),
            }
        })
        .collect()
}

fn reviewers(
    book: &ScoreBook,
    sessions: &BTreeMap<SessionId, Vec<&SubmittedReview>>,
) -> Vec<ReviewerReport> {
    let mut scores: HashMap<&str, Vec<Beside>> = HashMap::new();
    for reviews in sessions.values() {
        let given: Vec<_> = reviews
            .iter()
            .filter_map(|it| Some((it, it.review.submitted_at?, it.review.final_score?)))
            .collect();
        let numbers: Vec<_> = given.iter().map(|(_, at, score)| (*at, *score)).collect();
        for ((review, ..), beside) in given.iter().zip(beside(&numbers)) {
            scores.entry(&review.reviewer).or_default().push(beside);
        }
    }
    book.reviewers()
        .into_iter()
        .map(|name| {
            let mine = scores.remove(name).unwrap_or_default();
            let stands = book.qualification(name).cloned();
            ReviewerReport {
                name: name.to_owned(),
                qualification: stands.unwrap_or(Qualification::Unasked),
                sessions: mine.len(),
                leniency: leniency(mine),
            }
        })
        .collect()
}

fn anchors(sources: &Sources<'_>) -> Vec<AnchorReport> {
    let Sources { book, policy, .. } = sources;
    let shown = book
        .anchors
        .iter()
        .filter(|anchor| !sources.held_back.contains(&anchor.session));
    shown
        .map(|anchor| {
            let tried = book.of(anchor.session).map(|it| {
                let missed = misses(&anchor.reference, &it.review, policy.anchors);
                (it.reviewer.clone(), missed)
            });
            AnchorReport {
                session: anchor.session,
                short: anchor.session.short(),
                final_score: anchor.reference.final_score,
                set_by: anchor.set_by.clone(),
                tries: tried.collect(),
            }
        })
        .collect()
}
