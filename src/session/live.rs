//! What happens while a session runs: what the scenario brings about, and what the candidate
//! writes.

pub mod correspondence;
pub mod drafts;
pub mod journal;
pub mod moments;
pub mod running;
mod schedule;
