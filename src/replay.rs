//! Reading a trace without loading it: an index that is derived from its events.
//!
//! The index is built in the background when somebody first asks for a session, and extended as
//! events come. It is kept beside the database. If it is missing or of another version, it is built
//! again. It holds nothing that does not follow from the trace. `docs/replay.md` says what the desk
//! asks of it.

mod activity;
pub mod answers;
mod asked;
mod asks;
mod backing;
mod blame;
mod build;
mod claims;
mod commands;
mod compared;
mod counts;
mod done;
mod error;
mod evaluating;
mod events;
mod figures;
mod files;
mod hypotheses;
mod idle;
mod in_sight;
mod index;
mod keyframes;
mod laid;
mod letters;
mod line;
mod markers;
mod marks;
mod metrics;
mod moment;
mod named;
mod opened;
mod printed;
mod purse;
mod ran;
mod read;
mod screen;
mod search;
mod seen;
mod series;
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

pub use asks::{AsksAsked, Outcome};
pub use error::ReplayError;
pub use events::{EventsAsked, EventsPage};
pub use moment::When;
pub use service::Replay;
pub use transcribed::LinesAsked;

/// Raise it when what is derived changes, texts included: every index is then built again.
pub const INDEX_VERSION: i64 = 8;
