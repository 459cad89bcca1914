//! Reading a trace without loading it: an index that is derived from its events.
//!
//! The index is built in the background when a session is first asked for, goes on as events
//! come, and is kept beside the database; if it is missing, or of another version, it is made
//! anew. Nothing in it is a truth of its own. `docs/replay.md` says what the desk asks of it.

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
mod typed;
mod watched;
mod workspace;
mod writing;
mod written;

pub use error::ReplayError;
pub use events::{EventsAsked, EventsPage};
pub use moment::When;
pub use service::Replay;

/// Of the index; a change of what is derived raises it, and every index is made anew.
pub const INDEX_VERSION: i64 = 4;
