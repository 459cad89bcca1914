//! How much of everything a synthetic session has.

/// Amounts to be made, or made so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amounts {
    pub events: u64,
    /// Bytes that terminals print.
    pub output: u64,
    /// Changes of files.
    pub changes: u64,
    pub calls: u64,
    /// Working time in microseconds.
    pub time: i64,
}
