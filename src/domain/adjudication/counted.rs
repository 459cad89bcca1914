//! The reviews from which a score follows.

use crate::review::Review;

/// A submitted review that counts.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// The reviewer's name.
    pub reviewer: &'a str,
    pub review: &'a Review,
}
