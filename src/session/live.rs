//! What happens while a session runs: what the scenario delivers, and what the candidate writes.

pub mod brief;
pub mod correspondence;
pub mod drafts;
pub mod due;
pub mod journal;
pub mod running;
mod schedule;
