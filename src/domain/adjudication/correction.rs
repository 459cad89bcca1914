//! A slip in a submitted review, and what was meant. It names what it replaces, so that two
//! corrections at once cannot hide each other.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::review::{Kept, Review};
use crate::rubric::Rubric;

/// What a correction changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "lowercase", deny_unknown_fields)]
pub enum Change {
    /// The level of a criterion. `None` is "not observed".
    Criterion {
        criterion: String,
        from: Option<u32>,
        to: Option<u32>,
    },
    /// Whether a constraint was kept.
    Constraint {
        constraint: String,
        from: Kept,
        to: Kept,
    },
    /// The final score.
    Final { from: u32, to: u32 },
}

impl Change {
    /// Whether the review says `from` now, and `to` is something else that it could say.
    pub fn fits(&self, review: &Review, rubric: &Rubric) -> bool {
        match self {
            Self::Criterion {
                criterion,
                from,
                to,
            } => {
                let of = rubric.criterion.iter().find(|it| it.id == *criterion);
                let known = |points: u32| of.is_some_and(|it| it.rank(points).is_some());
                let now = review.score(criterion).map(|score| score.points);
                now == Some(*from) && from != to && to.is_none_or(known)
            }
            Self::Constraint {
                constraint,
                from,
                to,
            } => review.kept(constraint) == Some(*from) && from != to,
            Self::Final { from, to } => {
                review.final_score == Some(*from) && from != to && *to <= 100
            }
        }
    }

    /// Makes the change. A criterion or constraint that the review does not have stays absent.
    pub fn make(&self, review: &mut Review) {
        match self {
            Self::Criterion { criterion, to, .. } => {
                let mut scores = review.scores.iter_mut();
                if let Some(score) = scores.find(|it| it.criterion == *criterion) {
                    score.points = *to;
                }
            }
            Self::Constraint { constraint, to, .. } => {
                let mut marks = review.constraints.iter_mut();
                if let Some(mark) = marks.find(|it| it.constraint == *constraint) {
                    mark.kept = Some(*to);
                }
            }
            Self::Final { to, .. } => review.final_score = Some(*to),
        }
    }
}
