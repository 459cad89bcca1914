//! Sessions: the only stage that knows all the others, and ties them together for one candidate.

pub mod checking;
pub mod conduct;
pub mod embedding_cache;
pub mod invitation;
pub mod journal;
mod kept;
pub mod recovery;
pub mod running;
pub mod statement;
pub mod submission;
pub mod traces;
pub mod verification;
pub mod workspaces;

pub use conduct::{Conductor, Parts, SessionError};
pub use running::Running;
