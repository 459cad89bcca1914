//! Files of a workspace, seen from the host's side of the mount.
//!
//! The kernel says that something changed; a scan says what. The paths in the kernel's notices are
//! never trusted: a scan compares the whole tree with what is known. So a lost notice delays a
//! change, but never loses it. A file's state in between may then be missing, and the trace says
//! so.

pub mod began;
mod beneath;
pub mod change;
pub mod coverage;
mod error;
mod evals;
mod generated;
pub mod git;
pub mod laying;
mod pace;
mod recorder;
mod renames;
pub mod scan;
pub mod snapshot;
mod watches;

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

pub use self::error::FilesError;

use self::began::Began;
use self::coverage::Coverage;
use self::git::{KnownRepository, Repository};
use self::laying::{Laid, Laying};
use self::recorder::{Ask, Asker, Recorder};
use self::scan::Scanner;
use self::snapshot::{Snapshot, SnapshotError};
use self::watches::{Notices, WATCH_LIMIT, Watches};
use crate::domain::ids::SessionId;
use crate::store::Store;
use crate::trace::TraceLog;

/// The time between two reads of the kernel's queue, so that a flood of notices costs little.
const BETWEEN: Duration = Duration::from_millis(10);

/// What the trace says of a workspace when its recorder starts.
#[derive(Clone, Debug)]
pub struct Standing {
    pub known: Snapshot,
    pub began: Began,
    pub repository: KnownRepository,
}

impl Standing {
    /// Reads it from the trace. `known`: the workspace according to the trace, or as it was
    /// prepared before a start.
    pub async fn from_trace(
        store: &Store,
        session: SessionId,
        known: Snapshot,
    ) -> Result<Self, SnapshotError> {
        Ok(Self {
            began: Began::from_trace(store, session, &known).await?,
            known,
            repository: KnownRepository::from_trace(store, session).await?,
        })
    }

    /// The pipeline says that its tools write these: patterns as in `.gitignore`.
    #[must_use]
    pub fn with_generated(mut self, patterns: &[String]) -> Self {
        self.began = self.began.with_generated(patterns);
        self
    }
}

/// Sends requests to a session's file recorder. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files {
    asks: mpsc::Sender<Ask>,
    coverage: watch::Receiver<Arc<Coverage>>,
}

impl Files {
    /// Scans now. Returns the workspace once all of it is in the trace.
    pub async fn snapshot(&self) -> Result<Snapshot, FilesError> {
        self.ask(Ask::Snapshot).await
    }

    /// Scans now. Returns what of the workspace is recorded and what is not.
    pub async fn look(&self) -> Result<Arc<Coverage>, FilesError> {
        self.ask(Ask::Look).await
    }

    /// What the last scan covered.
    pub fn coverage(&self) -> Arc<Coverage> {
        self.coverage.borrow().clone()
    }

    /// Changes the workspace for the scenario. Returns what was done once all of it is in the trace
    /// as the system's change.
    pub async fn lay(&self, laying: Laying) -> Result<Laid, FilesError> {
        self.ask(|reply| Ask::Lay(laying, reply)).await
    }

    async fn ask<T>(&self, ask: impl FnOnce(Asker<T>) -> Ask) -> Result<T, FilesError> {
        let (reply, answer) = oneshot::channel();
        let asked = self.asks.send(ask(reply)).await;
        asked.map_err(|_| FilesError::Ended)?;
        answer.await.unwrap_or(Err(FilesError::Ended))
    }
}

/// Records changes from this state until stopped. The recorder runs while the returned future is
/// polled.
pub fn start(
    workspace: &Path,
    standing: Standing,
    trace: TraceLog,
    stop: CancellationToken,
) -> Result<(Files, BoxFuture<'static, ()>), FilesError> {
    let (_, ready) = oneshot::channel();
    start_after(ready, workspace, standing, trace, stop)
}

/// Like [`start`], but the first scan waits for a request, or until the other end of `ready` is
/// dropped. A service that was killed may have written files for the scenario that no event names
/// yet. Whoever writes them again asks first, or they would be recorded as the candidate's.
pub fn start_after(
    ready: oneshot::Receiver<Infallible>,
    workspace: &Path,
    standing: Standing,
    trace: TraceLog,
    stop: CancellationToken,
) -> Result<(Files, BoxFuture<'static, ()>), FilesError> {
    let watching = Watches::new(WATCH_LIMIT);
    start_watching(ready, workspace, standing, trace, stop, watching)
}

/// Like [`start`], with notices or without. A user has 128 queues for notices unless the
/// system was configured for more. Without notices the scans at intervals remain, and the coverage
/// says what that means.
fn start_watching(
    ready: oneshot::Receiver<Infallible>,
    workspace: &Path,
    standing: Standing,
    trace: TraceLog,
    stop: CancellationToken,
    watching: std::io::Result<(Watches, Notices)>,
) -> Result<(Files, BoxFuture<'static, ()>), FilesError> {
    let unnoticed = Arc::new(AtomicBool::new(watching.is_err()));
    let (watches, notices) = match watching {
        Ok((watches, notices)) => (Some(watches), Some(notices)),
        Err(error) => {
            tracing::error!(%error, "the kernel gives no notices of changed files");
            (None, None)
        }
    };
    let Standing {
        known,
        began,
        repository,
    } = standing;
    let scanner = Scanner::of_session(workspace, known, began, watches)?
        .with_repository(Repository::new(repository))
        .unnoticed_while(unnoticed.clone());
    let (asks, asked) = mpsc::channel(8);
    let (noticed, notice) = mpsc::channel(1);
    let lost = Arc::new(AtomicBool::new(false));
    let passing_on = PassingOn {
        lost: lost.clone(),
        unnoticed,
        noticed,
    };
    let (told, coverage) = watch::channel(Arc::default());
    let recorder = Recorder::new(workspace, scanner, trace, lost, told);
    let task = async move {
        tokio::select! {
            () = recorder.run(ready, notice, asked, stop) => {}
            () = passing_on.run(notices) => {}
        }
    };
    Ok((Files { asks, coverage }, Box::pin(task)))
}

/// Where the kernel's notices go.
struct PassingOn {
    /// Set when the kernel dropped notices.
    lost: Arc<AtomicBool>,
    /// Set when it gives no notices any more.
    unnoticed: Arc<AtomicBool>,
    noticed: mpsc::Sender<()>,
}

impl PassingOn {
    /// Empties the kernel's queue all the time, even during a scan, so that it does not overflow.
    async fn run(self, notices: Option<Notices>) {
        let Some(mut notices) = notices else {
            return std::future::pending().await;
        };
        loop {
            let told = notices.next().await;
            match &told {
                Ok(notice) if notice.lost => self.lost.store(true, Ordering::SeqCst),
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "the kernel's notices cannot be read");
                    self.unnoticed.store(true, Ordering::SeqCst);
                }
            }
            // A notice that waits already covers this one.
            let _ = self.noticed.try_send(());
            if told.is_err() {
                return std::future::pending().await;
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }
}

#[cfg(test)]
mod tests;
