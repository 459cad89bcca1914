//! The trace: an append-only, hash-chained record of one session, and the only truth.

pub mod asciicast;
pub mod bundle;
pub mod chain;
pub mod clock;
mod courtesy;
mod durable;
mod entry;
mod left_out;
pub mod log;
pub mod projections;
pub mod rates;
pub mod seals;
pub mod signing;
pub mod verify;
mod writer;

pub use clock::TraceClock;
pub use durable::Durable;
pub use entry::{Appended, Entry, TraceClosed};
pub use left_out::Counts;
pub use log::TraceLog;
pub use rates::{Overrun, Rated};
