//! Who goes first when the sandbox's memory is used up: what the candidate runs, not this process,
//! whose end is the sandbox's.
//!
//! To protect a process takes `CAP_SYS_RESOURCE`, which no sandbox has and some engines cannot give.
//! To expose one takes nothing, and a process inherits what its parent has at that moment: so this
//! one exposes itself while it starts another, which is safe since everything runs on one thread.

/// Everybody else's score, out of 1000: taken for as large as half of the sandbox's memory.
const EXPOSED: &str = "500";
/// This process's own.
const ORDINARY: &str = "0";

/// Starts a process that goes before this one.
pub fn expose<T, E>(start: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    set(EXPOSED);
    let started = start();
    set(ORDINARY);
    started
}

fn set(score: &str) {
    if let Err(error) = std::fs::write("/proc/self/oom_score_adj", score) {
        tracing::debug!(%error, score, "the order in which memory is freed stays as it is");
    }
}
