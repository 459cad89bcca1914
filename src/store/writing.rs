//! How transactions that write begin.

/// Begins a transaction that writes. It takes the lock at once and waits for it: one that reads first
/// and writes later is refused without waiting when another process, such as the command line, wrote
/// in between.
pub(super) const WRITING: &str = "BEGIN IMMEDIATE";
