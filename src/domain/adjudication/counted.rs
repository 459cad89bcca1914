//! The reviews from which a score follows.

use crate::domain::review::Review;

/// A submitted review that counts.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// Whose.
    pub reviewer: &'a str,
    /// What they said.
    pub review: &'a Review,
}
