//! One practitioner's scoring of one trace.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::rubric::Rubric;
use super::time::Instant;

/// A review, as a draft or submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// At most one a criterion.
    pub scores: Vec<Score>,
    /// From 0 to 100; the practitioner's judgement, not a sum.
    pub final_score: Option<u32>,
    /// Why this final score.
    pub final_reason: String,
    /// When it was submitted; a draft has none. Set by the service only.
    #[serde(default)]
    pub submitted_at: Option<Instant>,
}

/// The score of one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The criterion's id.
    pub criterion: String,
    /// The level's points, or none for "not observed".
    pub points: Option<u32>,
    /// Why.
    pub reason: String,
    /// Moments of the trace that show it.
    pub evidence: Vec<Evidence>,
}

/// A range of a trace pinned to a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// First event.
    #[ts(type = "number")]
    pub from_seq: u64,
    /// Last event, the same for a single moment.
    #[ts(type = "number")]
    pub to_seq: u64,
    /// What one sees there; may be empty.
    pub note: String,
}

/// Why a review cannot be submitted yet, in words for the practitioner.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReviewFlaw {
    /// A criterion has no score.
    #[error("\"{0}\" is not scored; choose a level or \"not observed\"")]
    Unscored(String),
    /// A score has no reason.
    #[error("\"{0}\" has a score without a reason")]
    NoReason(String),
    /// Points that no level has.
    #[error("\"{0}\" has no level with {1} points")]
    NoSuchLevel(String, u32),
    /// A criterion that the rubric does not have, or twice.
    #[error("\"{0}\" is not a criterion of this rubric, or is scored twice")]
    UnknownCriterion(String),
    /// Evidence outside the trace.
    #[error("evidence for \"{0}\" points outside the trace")]
    EvidenceOutside(String),
    /// No final score or no reason for it.
    #[error("the final score and its reason are missing")]
    NoFinal,
    /// Out of range.
    #[error("the final score is from 0 to 100")]
    FinalOutOfRange,
}

impl Review {
    /// Everything that keeps this from being submitted; empty if nothing does.
    pub fn flaws(&self, rubric: &Rubric, last_seq: u64) -> Vec<ReviewFlaw> {
        let mut flaws = self.unknown_criteria(rubric);
        for criterion in &rubric.criterion {
            let Some(score) = self
                .scores
                .iter()
                .find(|score| score.criterion == criterion.id)
            else {
                flaws.push(ReviewFlaw::Unscored(criterion.title.clone()));
                continue;
            };
            if score.reason.trim().is_empty() {
                flaws.push(ReviewFlaw::NoReason(criterion.title.clone()));
            }
            if let Some(points) = score.points
                && !criterion.level.iter().any(|level| level.points == points)
            {
                flaws.push(ReviewFlaw::NoSuchLevel(criterion.title.clone(), points));
            }
            let fits = |evidence: &Evidence| {
                evidence.from_seq >= 1
                    && evidence.from_seq <= evidence.to_seq
                    && evidence.to_seq <= last_seq
            };
            if !score.evidence.iter().all(fits) {
                flaws.push(ReviewFlaw::EvidenceOutside(criterion.title.clone()));
            }
        }
        match self.final_score {
            None => flaws.push(ReviewFlaw::NoFinal),
            Some(score) if score > 100 => flaws.push(ReviewFlaw::FinalOutOfRange),
            Some(_) if self.final_reason.trim().is_empty() => flaws.push(ReviewFlaw::NoFinal),
            Some(_) => {}
        }
        flaws
    }

    fn unknown_criteria(&self, rubric: &Rubric) -> Vec<ReviewFlaw> {
        let mut seen = std::collections::HashSet::new();
        self.scores
            .iter()
            .filter(|score| {
                !rubric
                    .criterion
                    .iter()
                    .any(|criterion| criterion.id == score.criterion)
                    || !seen.insert(&score.criterion)
            })
            .map(|score| ReviewFlaw::UnknownCriterion(score.criterion.clone()))
            .collect()
    }

    /// Weighted share of the points that were reached, 0 to 100, over the criteria that were
    /// observed; none if there are none. A suggestion: the practitioner decides.
    pub fn suggested(&self, rubric: &Rubric) -> Option<u32> {
        let (mut reached, mut possible) = (0.0, 0.0);
        for criterion in &rubric.criterion {
            let best = criterion
                .level
                .iter()
                .map(|level| level.points)
                .max()
                .unwrap_or(0);
            let score = self
                .scores
                .iter()
                .find(|score| score.criterion == criterion.id);
            if let Some(points) = score.and_then(|score| score.points)
                && best > 0
            {
                let weight = f64::from(criterion.weight);
                reached += weight * f64::from(points) / f64::from(best);
                possible += weight;
            }
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 100"
        )]
        (possible > 0.0).then(|| (100.0 * reached / possible).round() as u32)
    }
}
