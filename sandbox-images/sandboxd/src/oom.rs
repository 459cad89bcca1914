//! Which process is killed first when the sandbox runs out of memory: one that the candidate runs,
//! not this one, because the sandbox would end with it.
//!
//! Protecting a process requires `CAP_SYS_RESOURCE`, which no sandbox has and some engines cannot
//! give. Exposing one requires nothing, and a process inherits its parent's score. So this process
//! exposes itself while it starts another. That is safe because everything runs on one thread.

/// The score of all other processes, out of 1000: each counts as if it used half of the sandbox's
/// memory in addition.
const EXPOSED: &str = "500";
/// This process's own score.
const ORDINARY: &str = "0";

/// Starts a process that is killed before this one.
pub fn expose<T, E>(start: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    set(EXPOSED);
    let started = start();
    set(ORDINARY);
    started
}

fn set(score: &str) {
    if let Err(error) = std::fs::write("/proc/self/oom_score_adj", score) {
        tracing::debug!(%error, score, "could not change which process is killed first when memory runs out");
    }
}
