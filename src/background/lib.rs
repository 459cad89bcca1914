//! Work that may wait: threads that the kernel runs when nothing more urgent wants the processor.
//!
//! What a candidate makes the service compute (screens, scans, embeddings) runs here, so that
//! candidates who only type do not notice it.

use std::sync::LazyLock;

use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinError, JoinHandle};

/// Added to the threads' niceness: each gets about a ninth of an ordinary thread's weight.
const NICENESS: i32 = 10;
/// As many as ever compute something for sessions at once; further work is queued.
const THREADS: usize = 32;

static POOL: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_current_thread()
        .thread_name("background")
        .on_thread_start(step_back)
        .max_blocking_threads(THREADS)
        .build()
        .expect("a runtime without drivers asks for nothing that could be refused")
});

/// Runs work on a low-priority thread, so the runtime's threads do not block.
pub fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    POOL.spawn_blocking(work)
}

/// Smaller work takes less time than moving it to another thread and back.
const LARGE: usize = 64 * 1024;

/// Runs work whose cost grows with `bytes`: on this thread if there are few, on a low-priority
/// thread if there are many.
pub async fn if_large<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    if bytes < LARGE {
        return Ok(work());
    }
    spawn(work).await
}

/// Lowers the calling thread's priority for good.
pub fn step_back() {
    let lowered = rustix::process::getpriority_process(None)
        .and_then(|ours| rustix::process::setpriority_process(None, ours + NICENESS));
    if let Err(error) = lowered {
        tracing::warn!(%error, "could not lower a background thread's priority");
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
