//! From reviews to a final score. The standing follows from the reviews that count and from a log
//! that only grows. Nothing is overwritten: a reopened score stays in the log, and so does a blind
//! review that its reviewer corrected.

mod corrected;
mod correction;
mod counted;
mod difference;
mod log;
#[cfg(test)]
mod tests;

use serde::Serialize;
use ts_rs::TS;

use super::rubric::Rubric;
use super::scoring_policy::Distances;
use super::time::Timestamp;

pub use corrected::{corrected, corrections};
pub use correction::Change;
pub use counted::Counted;
pub use difference::{Difference, differences};
pub use log::{LogEntry, Step};

/// With this many reviews, a dispute may be decided without a discussion.
const THIRD: usize = 3;

/// What a session's score is, and on what it rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "lowercase")]
pub enum Standing {
    /// No review counts yet.
    Unscored,
    /// One review counts. Its score is labelled as a single one.
    Single { reviewer: String, score: u32 },
    /// The reviews are close together, and nobody has decided.
    Agreed {
        /// A proposal: the mean of the reviews, rounded.
        score: u32,
        /// The lowest final score of the reviews.
        lowest: u32,
        /// The highest final score of the reviews.
        highest: u32,
    },
    /// The reviews are too far apart. There is no score until somebody decides.
    Disputed {
        /// Of the reviews as they stand; of the blind ones if corrections removed all of those.
        differences: Vec<Difference>,
        /// The blind reviews differ, and the corrected ones do not any more.
        corrected: bool,
        /// Whether there is a third review or a discussion, so that somebody may decide.
        ready: bool,
        /// The lowest final score of the reviews.
        lowest: u32,
        /// The highest final score of the reviews.
        highest: u32,
    },
    Final {
        score: u32,
        /// The name of the person who decided.
        by: String,
        at: Timestamp,
        why: String,
        /// The lowest final score of the reviews.
        lowest: u32,
        /// The highest final score of the reviews.
        highest: u32,
        /// How many reviews were submitted after the decision.
        since: u32,
    },
}

/// Why a step is refused, in words for the practitioner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("a decision needs two reviews that count; one alone is the score as a single review")]
    TooFew,
    #[error(
        "these reviews are too far apart: ask for a third one, or discuss them and record that here"
    )]
    NotReady,
    #[error("there is a final score; reopen it first")]
    IsFinal,
    #[error("there is no final score to reopen")]
    NotFinal,
    #[error("say why")]
    NoReason,
    #[error("the final score must be from 0 to 100")]
    OutOfRange,
    /// A participant did not review, or there are fewer than two.
    #[error("a discussion names two or more of those who reviewed this session, each once")]
    NotTheReviewers,
    #[error("you can correct only a review of your own that you have submitted")]
    NotYourReview,
    #[error(
        "a correction names what your review says now, and another level, answer or score that it \
         could say"
    )]
    CorrectionUnfit,
}

/// The standing that follows from these reviews and this log. Both are in order of time.
///
/// Scores and levels are those after corrections. Whether the reviews are disputed depends on the
/// blind ones too: who has read another review must not end a dispute by correcting their own.
pub fn standing(
    reviews: &[Counted<'_>],
    log: &[LogEntry],
    rubric: &Rubric,
    apart: Distances,
) -> Standing {
    let scores: Vec<u32> = reviews
        .iter()
        .filter_map(|it| it.review.final_score)
        .collect();
    let lowest = scores.iter().copied().min().unwrap_or(0);
    let highest = scores.iter().copied().max().unwrap_or(0);
    if let Some(LogEntry {
        by,
        at,
        done: Step::Decided { score, why },
        ..
    }) = since_reopened(log)
        .iter()
        .find(|entry| matches!(entry.done, Step::Decided { .. }))
    {
        let late = |it: &&Counted<'_>| it.review.submitted_at > Some(*at);
        return Standing::Final {
            score: *score,
            by: by.clone(),
            at: *at,
            why: why.clone(),
            lowest,
            highest,
            since: u32::try_from(reviews.iter().filter(late).count()).unwrap_or(u32::MAX),
        };
    }
    match (reviews, scores.as_slice()) {
        ([only], [score]) => Standing::Single {
            reviewer: only.reviewer.to_owned(),
            score: *score,
        },
        ([], _) | (_, []) => Standing::Unscored,
        _ => {
            let now = differences(reviews, rubric, apart);
            let blind: Vec<_> = reviews.iter().map(Counted::uncorrected).collect();
            let blind = differences(&blind, rubric, apart);
            several(reviews, log, &scores, now, blind)
        }
    }
}

fn several(
    reviews: &[Counted<'_>],
    log: &[LogEntry],
    scores: &[u32],
    now: Vec<Difference>,
    blind: Vec<Difference>,
) -> Standing {
    let lowest = scores.iter().copied().min().unwrap_or(0);
    let highest = scores.iter().copied().max().unwrap_or(0);
    let corrected = now.is_empty();
    let differences = if corrected { blind } else { now };
    if differences.is_empty() {
        let count = u32::try_from(scores.len()).unwrap_or(u32::MAX);
        return Standing::Agreed {
            score: (scores.iter().sum::<u32>() + count / 2) / count,
            lowest,
            highest,
        };
    }
    let discussed = since_reopened(log)
        .iter()
        .any(|entry| matches!(entry.done, Step::Discussed { .. }));
    Standing::Disputed {
        differences,
        corrected,
        ready: discussed || reviews.len() >= THIRD,
        lowest,
        highest,
    }
}

/// The entries after the score was last reopened.
fn since_reopened(log: &[LogEntry]) -> &[LogEntry] {
    let reopened = log
        .iter()
        .rposition(|entry| matches!(entry.done, Step::Reopened { .. }));
    &log[reopened.map_or(0, |index| index + 1)..]
}

impl Standing {
    /// The number to show as the session's score. `None` if nothing counts
    /// or the reviews are disputed.
    pub fn score(&self) -> Option<u32> {
        match self {
            Self::Single { score, .. } | Self::Agreed { score, .. } | Self::Final { score, .. } => {
                Some(*score)
            }
            Self::Unscored | Self::Disputed { .. } => None,
        }
    }

    /// Whether this step may follow.
    pub fn admits(&self, step: &Step, reviews: &[Counted<'_>]) -> Result<(), Refused> {
        let is_final = matches!(self, Self::Final { .. });
        match step {
            Step::Reopened { .. } if !is_final => return Err(Refused::NotFinal),
            Step::Discussed { .. } | Step::Decided { .. } | Step::Corrected { .. } if is_final => {
                return Err(Refused::IsFinal);
            }
            Step::Discussed { participants, .. } => {
                let known = |name: &String| reviews.iter().any(|it| it.reviewer == name);
                let mut names = participants.clone();
                names.sort();
                names.dedup();
                if names.len() < 2 || names.len() != participants.len() || !names.iter().all(known)
                {
                    return Err(Refused::NotTheReviewers);
                }
            }
            Step::Decided { score, .. } => match self {
                Self::Unscored | Self::Single { .. } => return Err(Refused::TooFew),
                Self::Disputed { ready: false, .. } => return Err(Refused::NotReady),
                _ if *score > 100 => return Err(Refused::OutOfRange),
                _ => {}
            },
            Step::Reopened { .. } | Step::Corrected { .. } => {}
        }
        match step {
            Step::Discussed { summary: text, .. }
            | Step::Decided { why: text, .. }
            | Step::Reopened { why: text }
            | Step::Corrected { why: text, .. }
                if text.trim().is_empty() =>
            {
                Err(Refused::NoReason)
            }
            _ => Ok(()),
        }
    }
}
