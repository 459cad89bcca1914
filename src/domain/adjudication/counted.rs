//! The reviews from which a score follows.

use crate::review::Review;

/// A submitted review that counts.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// The reviewer's name.
    pub reviewer: &'a str,
    /// With its reviewer's corrections.
    pub review: &'a Review,
    /// As it was submitted.
    pub blind: &'a Review,
}

impl Counted<'_> {
    /// The same, without corrections.
    pub(super) fn uncorrected(&self) -> Self {
        Self {
            review: self.blind,
            ..*self
        }
    }
}
