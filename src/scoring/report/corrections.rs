//! What reviewers corrected after they had submitted, for each thing that a report shows.

use super::book::ScoreBook;
use super::parts::CorrectedMark;
use crate::domain::adjudication::{Change, corrections};
use crate::store::reviews::SubmittedReview;

/// `None` if the level is that of the blind review.
pub(super) fn of_criterion(
    book: &ScoreBook,
    review: &SubmittedReview,
    id: &str,
) -> Option<CorrectedMark> {
    let is = |it: &Change| matches!(it, Change::Criterion { criterion, .. } if criterion == id);
    last_why(book, review, is).map(|why| CorrectedMark {
        from: review.review.points(id),
        why,
    })
}

/// `None` if the final score is that of the blind review.
pub(super) fn of_final(book: &ScoreBook, review: &SubmittedReview) -> Option<CorrectedMark> {
    let is = |it: &Change| matches!(it, Change::Final { .. });
    last_why(book, review, is).map(|why| CorrectedMark {
        from: review.review.final_score,
        why,
    })
}

/// Why the judgement of a constraint is not that of the blind review.
pub(super) fn of_constraint(
    book: &ScoreBook,
    review: &SubmittedReview,
    id: &str,
) -> Option<String> {
    let is = |it: &Change| matches!(it, Change::Constraint { constraint, .. } if constraint == id);
    last_why(book, review, is)
}

fn last_why(
    book: &ScoreBook,
    review: &SubmittedReview,
    is: impl Fn(&Change) -> bool,
) -> Option<String> {
    let log = book.log(review.session);
    let made = corrections(&review.reviewer, log).filter(|(change, _)| is(change));
    made.last().map(|(_, why)| why.to_owned())
}
