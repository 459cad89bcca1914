//! A session, from invitation to score.

pub mod invitation;
