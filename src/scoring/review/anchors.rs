//! Anchor sessions: scored with care once, and given to new reviewers. A new reviewer's reviews
//! count once they have come close to the reference often enough.

use serde::Serialize;
use ts_rs::TS;

use crate::domain::anchor::{Anchor, Reference, ReferenceScore};
use crate::domain::ids::SessionId;
use crate::domain::review::Review;
use crate::domain::scoring_policy::{Distances, ScoringPolicy};
use crate::domain::time::Timestamp;

/// Whether a reviewer's reviews count, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Qualification {
    /// There is no anchor session to pass: every review counts.
    Unasked,
    /// Reviewed before there were anchor sessions.
    Established,
    /// Passed as many as needed.
    Passed { passed: u32 },
    /// Has not passed enough yet: reviews are kept but do not count.
    Learning {
        passed: u32,
        tried: u32,
        needed: u32,
    },
}

impl Qualification {
    /// Whether this reviewer's reviews count.
    pub fn counts(&self) -> bool {
        !matches!(self, Self::Learning { .. })
    }
}

/// The titles on which a review is too far from the reference; empty is a pass.
pub fn misses(reference: &Reference, review: &Review, apart: Distances) -> Vec<String> {
    let mut missed: Vec<String> = reference
        .criteria
        .iter()
        .filter(|it| !is_near(it, review.points(&it.criterion), apart.levels))
        .map(|it| it.title.clone())
        .collect();
    let near = review
        .final_score
        .is_some_and(|score| score.abs_diff(reference.final_score) <= apart.points);
    if !near {
        missed.push("Final score".into());
    }
    missed
}

fn is_near(reference: &ReferenceScore, given: Option<u32>, most: u32) -> bool {
    let rank = |points: u32| reference.levels.iter().position(|level| *level == points);
    match (reference.points, given) {
        (None, None) => true,
        (Some(wanted), Some(given)) => rank(wanted)
            .zip(rank(given))
            .is_some_and(|(wanted, given)| wanted.abs_diff(given) <= most as usize),
        _ => false,
    }
}

/// `reviews` are the reviewer's submitted reviews, of any sessions. A review counts as a try even
/// if its session became an anchor later: it was just as blind.
pub fn qualification(
    anchors: &[Anchor],
    first_ever: Option<Timestamp>,
    reviews: &[(SessionId, &Review)],
    policy: &ScoringPolicy,
) -> Qualification {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let needed = policy.anchors_needed.min(count(anchors.len()));
    let Some(first_ever) = first_ever.filter(|_| needed > 0) else {
        return Qualification::Unasked;
    };
    if reviews
        .iter()
        .any(|(_, review)| review.submitted_at.is_some_and(|at| at < first_ever))
    {
        return Qualification::Established;
    }
    let tried: Vec<bool> = anchors
        .iter()
        .filter_map(|anchor| {
            let (_, review) = reviews.iter().find(|(it, _)| *it == anchor.session)?;
            Some(misses(&anchor.reference, review, policy.anchors).is_empty())
        })
        .collect();
    let passed = count(tried.iter().filter(|passed| **passed).count());
    if passed >= needed {
        return Qualification::Passed { passed };
    }
    let tried = count(tried.len());
    Qualification::Learning {
        passed,
        tried,
        needed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::review::Score;

    fn review(points: Option<u32>, final_score: u32, at: i64) -> Review {
        Review {
            scores: vec![Score {
                criterion: "cause".into(),
                points,
                reason: String::new(),
                ..Score::default()
            }],
            final_score: Some(final_score),
            submitted_at: Some(Timestamp(at)),
            ..Review::default()
        }
    }

    fn reference() -> Reference {
        Reference {
            criteria: vec![ReferenceScore {
                criterion: "cause".into(),
                title: "The cause".into(),
                points: Some(5),
                levels: vec![0, 1, 5, 20],
            }],
            final_score: 60,
            why: String::new(),
        }
    }

    fn anchor() -> Anchor {
        Anchor {
            session: SessionId::generate(),
            reference: reference(),
            set_at: Timestamp(100),
            set_by: "vera".into(),
        }
    }

    #[test]
    fn near_is_counted_in_levels_and_points() {
        let apart = ScoringPolicy::default().anchors;
        for (points, score, missed) in [
            (Some(20), 75, vec![]),
            (Some(1), 45, vec![]),
            (Some(0), 60, vec!["The cause"]),
            (None, 60, vec!["The cause"]),
            (Some(5), 76, vec!["Final score"]),
            (Some(7), 44, vec!["The cause", "Final score"]),
        ] {
            assert_eq!(
                misses(&reference(), &review(points, score, 1), apart),
                missed
            );
        }
    }

    #[test]
    fn new_reviewers_count_once_they_have_passed() {
        let anchors = [anchor(), anchor(), anchor()];
        let policy = ScoringPolicy::default();
        let (good, bad) = (review(Some(5), 60, 200), review(Some(0), 60, 200));
        let of = |reviews: &[(SessionId, &Review)]| {
            qualification(&anchors, Some(Timestamp(100)), reviews, &policy)
        };
        let first = (anchors[0].session, &good);
        let learning = Qualification::Learning {
            passed: 1,
            tried: 2,
            needed: 2,
        };
        assert_eq!(of(&[first, (anchors[1].session, &bad)]), learning);
        assert!(!learning.counts());
        let passed = of(&[
            first,
            (anchors[1].session, &bad),
            (anchors[2].session, &good),
        ]);
        assert_eq!(passed, Qualification::Passed { passed: 2 });
        // Other sessions prove nothing.
        let other = SessionId::generate();
        assert!(!of(&[first, (other, &good)]).counts());
    }

    #[test]
    fn reviews_count_of_those_who_reviewed_before_there_were_anchors() {
        let policy = ScoringPolicy::default();
        let old = review(Some(0), 0, 99);
        let mine = [(SessionId::generate(), &old)];
        let of = |anchors: &[Anchor], first| qualification(anchors, first, &mine, &policy);
        assert_eq!(of(&[], None), Qualification::Unasked);
        assert_eq!(
            of(&[anchor()], Some(Timestamp(100))),
            Qualification::Established
        );
        assert!(!of(&[anchor()], Some(Timestamp(99))).counts());
    }

    #[test]
    fn no_more_is_asked_than_there_is() {
        let one = [anchor()];
        let good = review(Some(5), 60, 200);
        let mine = [(one[0].session, &good)];
        let policy = ScoringPolicy::default();
        let passed = qualification(&one, Some(Timestamp(100)), &mine, &policy);
        assert_eq!(passed, Qualification::Passed { passed: 1 });
    }
}
