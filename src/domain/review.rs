//! One practitioner's scoring of one trace.

mod answers;
mod claims;
mod constraints;
mod evidence;
mod flaws;
mod follows;
mod items;
mod time_spent;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::rubric::{Criterion, Rubric};
use super::time::Timestamp;

pub use answers::{AnswerScore, answer_levels};
pub use claims::{Claim, ClaimVerdict};
pub use constraints::{ConstraintMark, Kept};
pub use evidence::{Evidence, LONGEST_LABEL, Pinned};
pub use flaws::{Judged, ReviewFlaw};
pub use follows::follows;
pub use items::{ItemMark, Marked};
pub use time_spent::{LONGEST_BEAT, TimeSpent};

/// A final score that is further from what the levels add up to needs a reason of its own, in
/// points.
pub const FAR: u32 = 10;

/// A review, as a draft or submitted. Members that were added later have a default, so that older
/// reviews can still be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// At most one for each criterion.
    pub scores: Vec<Score>,
    /// From 0 to 100. The practitioner's judgement, not a sum.
    pub final_score: Option<u32>,
    pub final_reason: String,
    /// At most one for each question that was asked.
    #[serde(default)]
    pub answers: Vec<AnswerScore>,
    /// What the candidate claims in the final note, and what the trace says about it.
    #[serde(default)]
    pub claims: Vec<Claim>,
    /// At most one for each constraint that a practitioner judges.
    #[serde(default)]
    pub constraints: Vec<ConstraintMark>,
    /// Why the final score is far from what the levels add up to. Empty once submitted if it is not.
    #[serde(default)]
    pub departure: String,
    /// The version of the rubric that it was written against, as `2.1`. Empty before rubrics had
    /// versions. Only the service sets it.
    #[serde(default)]
    pub rubric: String,
    /// `None` for a draft. Only the service sets it.
    #[serde(default)]
    pub submitted_at: Option<Timestamp>,
}

/// The score of one criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The criterion's id.
    pub criterion: String,
    /// The level's points. `None` for "not observed".
    pub points: Option<u32>,
    pub reason: String,
    /// Moments of the trace that show it.
    pub evidence: Vec<Evidence>,
    /// What was found of the criterion's items; at most one for each.
    #[serde(default)]
    pub items: Vec<Marked>,
    /// Why the level is not the one that follows from the items. Empty once submitted if it is.
    #[serde(default)]
    pub departure: String,
}

impl Score {
    /// The level that follows from the items, if another one was given.
    pub fn departs_from(&self, criterion: &Criterion) -> Option<u32> {
        let given = self.points?;
        follows(criterion, &self.items).filter(|points| *points != given)
    }
}

impl Review {
    /// `None` if the criterion has no score or was not observed.
    pub fn points(&self, criterion: &str) -> Option<u32> {
        self.score(criterion).and_then(|score| score.points)
    }

    pub fn score(&self, criterion: &str) -> Option<&Score> {
        self.scores
            .iter()
            .find(|score| score.criterion == criterion)
    }

    /// `None` if the constraint is not judged.
    pub fn kept(&self, constraint: &str) -> Option<Kept> {
        let mark = self
            .constraints
            .iter()
            .find(|it| it.constraint == constraint);
        mark?.kept
    }

    /// Weighted share of the points that were reached, 0 to 100, over the observed criteria. `None`
    /// if there are none. It is a suggestion: the practitioner decides.
    pub fn suggested(&self, rubric: &Rubric) -> Option<u32> {
        let (mut reached, mut possible) = (0.0, 0.0);
        for criterion in &rubric.criterion {
            let best = criterion.best();
            if let Some(points) = self.points(&criterion.id)
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

    /// Removes reasons for departures that were taken back: the page keeps them while the review is
    /// written, but nobody sees them there any more.
    pub fn forget_idle_departures(&mut self, rubric: &Rubric) {
        for criterion in &rubric.criterion {
            let mut scores = self.scores.iter_mut();
            if let Some(score) = scores.find(|it| it.criterion == criterion.id)
                && score.departs_from(criterion).is_none()
            {
                score.departure.clear();
            }
        }
        if self.departs_from(rubric).is_none() {
            self.departure.clear();
        }
    }

    /// The levels' sum, if the final score is far from it.
    pub fn departs_from(&self, rubric: &Rubric) -> Option<u32> {
        let sum = self.suggested(rubric)?;
        (self.final_score?.abs_diff(sum) > FAR).then_some(sum)
    }
}
