//! A session's clock: pauses, more time, and what the trace says about both.

pub mod pausing;
pub mod reading;
pub mod reason;
