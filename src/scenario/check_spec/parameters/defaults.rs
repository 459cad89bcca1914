//! Defaults that several kinds of check share.

/// The questions of the domain that no candidate has seen.
pub const HELD_BACK: &str = "held-back";

pub fn held_back() -> String {
    HELD_BACK.to_owned()
}

pub fn twenty() -> usize {
    20
}
