//! A session's clock: pauses, more time, and what the trace says of it.

pub mod pausing;
pub mod reading;
pub mod reason;
