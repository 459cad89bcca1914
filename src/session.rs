//! Sessions: the only stage that knows all the others, and ties them together for one candidate.

pub mod checking;
pub mod conduct;
pub mod correspondence;
pub mod curve;
pub mod embedding_cache;
mod ending;
pub mod invitation;
pub mod journal;
mod kept;
mod layout;
pub mod moments;
pub mod pausing;
pub mod proving;
pub mod recovery;
pub mod restarts;
pub mod running;
pub mod schedule;
mod sealing;
mod start;
pub mod statement;
pub mod submission;
pub mod traces;
pub mod trial;
pub mod verification;
mod warm;
pub mod workspaces;

pub use conduct::{Conductor, Parts, SessionError};
pub use running::Running;
