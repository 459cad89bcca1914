//! Work that may wait: threads that the kernel lets run when nobody's keystroke wants the processor.
//!
//! What a candidate makes the service compute (screens, scans, embeddings) is done here, so that those
//! who only type do not feel it.

use std::sync::LazyLock;

use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinError, JoinHandle};

/// Added to the threads' niceness: each has a ninth of an ordinary thread's weight.
const NICENESS: i32 = 10;
/// As many as ever compute something for sessions at once; more wait in line.
const THREADS: usize = 32;

static POOL: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_current_thread()
        .thread_name("background")
        .on_thread_start(step_back)
        .max_blocking_threads(THREADS)
        .build()
        .expect("a runtime without drivers asks for nothing that could be refused")
});

/// Does work on a thread that steps back; what waits for it is not on one of the runtime's.
pub fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    POOL.spawn_blocking(work)
}

/// What is smaller takes less than the way to another thread and back.
const LARGE: usize = 64 * 1024;

/// Does work whose cost grows with so many bytes: here, or on a thread that steps back if they are
/// many.
pub async fn if_large<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    if bytes < LARGE {
        return Ok(work());
    }
    spawn(work).await
}

/// Makes the thread that calls this one of those that step back, for good.
pub fn step_back() {
    let lowered = rustix::process::getpriority_process(None)
        .and_then(|ours| rustix::process::setpriority_process(None, ours + NICENESS));
    if let Err(error) = lowered {
        tracing::warn!(%error, "background work competes with everything else");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn its_threads_step_back_and_no_other_does() {
        let niceness = || rustix::process::getpriority_process(None).unwrap();
        let ours = niceness();
        assert_eq!(spawn(niceness).await.unwrap(), ours + NICENESS);
        assert_eq!(niceness(), ours);
    }
}
