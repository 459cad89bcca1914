//! The trace: an append-only, hash-chained record of one session, and the only truth.

pub mod asciicast;
pub mod bundle;
pub mod chain;
pub mod clock;
pub mod log;
pub mod seals;
pub mod signing;
pub mod verify;

pub use clock::TraceClock;
pub use log::{Entry, TraceClosed, TraceLog};
