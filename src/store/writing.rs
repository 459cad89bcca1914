//! How transactions that write begin.

/// Takes the write lock at once and waits for it. A transaction that read first and wrote later would be
/// refused without waiting if another process, such as the command line, wrote in between.
pub(super) const WRITING: &str = "BEGIN IMMEDIATE";
