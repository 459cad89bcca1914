//! Reading a trace without loading it: an index that is derived from its events.
//!
//! The index is built in the background when somebody first asks for a session, and extended as
//! events come. It is kept beside the database. If it is missing or of another version, it is built
//! again. It holds nothing that does not follow from the trace. `docs/replay.md` says what the desk
//! asks of it.

mod activity;
pub mod answers;
mod asks;
mod backing;
mod build;
mod commands;
mod error;
mod events;
mod files;
mod idle;
mod in_sight;
mod index;
mod keyframes;
mod line;
mod markers;
mod marks;
mod metrics;
mod moment;
mod opened;
mod purse;
mod read;
mod screen;
mod search;
mod seen;
mod service;
mod summary;
#[cfg(test)]
mod tests;
mod times;
mod transcribed;
mod transcript;
mod typed;
mod watched;
mod workspace;
mod writing;
mod written;

pub use error::ReplayError;
pub use events::{EventsAsked, EventsPage};
pub use moment::When;
pub use service::Replay;
pub use transcribed::LinesAsked;

/// Raise it when what is derived changes, texts included: every index is then built again.
pub const INDEX_VERSION: i64 = 6;
