//! How much of everything a synthetic session has.

/// What there shall be, or is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amounts {
    /// Events.
    pub events: u64,
    /// Bytes that terminals print.
    pub output: u64,
    /// Changes of files.
    pub changes: u64,
    /// Model calls.
    pub calls: u64,
    /// Working time in microseconds.
    pub time: i64,
}
