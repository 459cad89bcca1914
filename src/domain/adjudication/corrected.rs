//! Reviews with the corrections that their reviewers made in the log.

use super::correction::Change;
use super::log::{LogEntry, Step};
use crate::review::Review;

/// The corrections that a reviewer made to their review of this session, oldest first, with their
/// reasons.
pub fn corrections<'a>(
    reviewer: &'a str,
    log: &'a [LogEntry],
) -> impl Iterator<Item = (&'a Change, &'a str)> {
    log.iter().filter_map(move |entry| match &entry.done {
        Step::Corrected { change, why } if entry.by == reviewer => Some((change, why.as_str())),
        _ => None,
    })
}

/// The review as it stands. `None` if nothing was corrected: the blind review stands.
pub fn corrected(reviewer: &str, blind: &Review, log: &[LogEntry]) -> Option<Review> {
    let mut changes = corrections(reviewer, log).peekable();
    changes.peek()?;
    let mut review = blind.clone();
    changes.for_each(|(change, _)| change.make(&mut review));
    Some(review)
}
