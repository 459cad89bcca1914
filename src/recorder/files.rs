//! Files of a workspace, seen from the host's side of the mount.
//!
//! The kernel says that something changed; a scan says what. Paths in the kernel's notices are
//! not trusted for anything: a scan compares the whole tree with what is known, so a lost notice
//! costs time, never a change.

mod evals;
pub mod laying;
mod renames;
pub mod scan;
pub mod snapshot;

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{RecursiveMode, Watcher as _};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use self::laying::{Expected, Laid, Laying};
use self::renames::Renames;
use self::scan::{Change, ScanError, Scanner};
use self::snapshot::Snapshot;
use super::health::Health;
use crate::domain::event::{Actor, EventBody};
use crate::sandbox::workspace_files::WorkspaceFault;
use crate::trace::{Entry, TraceClosed, TraceLog};

/// Changes within this time are one scan.
const SETTLE: Duration = Duration::from_millis(80);
/// A scan without a notice: for notices that the kernel dropped.
const UNASKED: Duration = Duration::from_secs(10);

/// Recording files failed.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The tree could not be read.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The kernel's notices could not be had.
    #[error("watching {path}: {cause}")]
    Watch {
        /// The workspace.
        path: PathBuf,
        /// What the system said.
        cause: notify::Error,
    },
    /// The workspace could not be opened.
    #[error(transparent)]
    Lay(#[from] WorkspaceFault),
    /// The trace is closed.
    #[error(transparent)]
    Trace(#[from] TraceClosed),
}

/// Asks a session's file recorder for things. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files {
    asks: mpsc::Sender<Ask>,
}

/// What the recorder is asked for.
#[derive(Debug)]
enum Ask {
    Snapshot(oneshot::Sender<Snapshot>),
    Lay(Laying, oneshot::Sender<Laid>),
}

impl Files {
    /// Scans now; returns how the workspace is once all of it is in the trace.
    pub async fn snapshot(&self) -> Result<Snapshot, TraceClosed> {
        let (reply, answer) = oneshot::channel();
        let ask = Ask::Snapshot(reply);
        self.asks.send(ask).await.map_err(|_| TraceClosed)?;
        answer.await.map_err(|_| TraceClosed)
    }

    /// Changes the workspace for the scenario; returns what was done once all of it is in the
    /// trace, as the system's doing.
    pub async fn lay(&self, laying: Laying) -> Result<Laid, TraceClosed> {
        let (reply, answer) = oneshot::channel();
        let ask = Ask::Lay(laying, reply);
        self.asks.send(ask).await.map_err(|_| TraceClosed)?;
        answer.await.map_err(|_| TraceClosed)
    }
}

/// Records changes from `known` on, until stopped.
pub fn start(
    workspace: &Path,
    known: Snapshot,
    trace: TraceLog,
    stop: CancellationToken,
) -> Result<(Files, tokio::task::JoinHandle<()>), FilesError> {
    let scanner = Scanner::open(workspace, known)?;
    let (notices, noticed) = mpsc::channel(1);
    let config = notify::Config::default().with_follow_symlinks(false);
    let watch = |cause| FilesError::Watch {
        path: workspace.to_owned(),
        cause,
    };
    let notice = move |event: notify::Result<notify::Event>| {
        let reading = |event: &notify::Event| event.kind.is_access();
        if !event.as_ref().is_ok_and(reading) {
            // A notice that waits already covers this one.
            let _ = notices.try_send(());
        }
    };
    let mut watcher = notify::RecommendedWatcher::new(notice, config).map_err(watch)?;
    watcher
        .watch(workspace, RecursiveMode::Recursive)
        .map_err(watch)?;
    let (asks, asked) = mpsc::channel(8);
    let recorder = Recorder {
        workspace: workspace.to_owned(),
        scanner: Some(scanner),
        health: Health::new("files", trace.clone()),
        trace,
    };
    let task = tokio::spawn(async move {
        recorder.run(noticed, asked, stop).await;
        drop(watcher);
    });
    Ok((Files { asks }, task))
}

struct Recorder {
    workspace: PathBuf,
    /// Away only while a scan runs on a blocking thread.
    scanner: Option<Scanner>,
    trace: TraceLog,
    health: Health,
}

impl Recorder {
    async fn run(
        mut self,
        mut noticed: mpsc::Receiver<()>,
        mut asked: mpsc::Receiver<Ask>,
        stop: CancellationToken,
    ) {
        loop {
            let ask = tokio::select! {
                () = stop.cancelled() => return,
                ask = asked.recv() => match ask { Some(ask) => Some(ask), None => return },
                Some(()) = noticed.recv() => {
                    tokio::time::sleep(SETTLE).await;
                    let _ = noticed.try_recv();
                    None
                }
                () = tokio::time::sleep(UNASKED) => None,
            };
            let done = match ask {
                None => self.scan_all(&Expected::default()).await.map(|_| ()),
                Some(Ask::Snapshot(asker)) => {
                    let scanned = self.scan_all(&Expected::default()).await;
                    scanned.map(|snapshot| {
                        let _ = asker.send(snapshot);
                    })
                }
                Some(Ask::Lay(laying, asker)) => self.lay(laying).await.map(|laid| {
                    let _ = asker.send(laid);
                }),
            };
            match done {
                Ok(()) => {}
                Err(FilesError::Trace(_)) => return,
                Err(error) => self.degrade(&error).await,
            }
        }
    }

    /// What the candidate has done until now is recorded first, so that only what is expected
    /// counts as the system's.
    async fn lay(&mut self, laying: Laying) -> Result<Laid, FilesError> {
        self.scan_all(&Expected::before(&laying)).await?;
        let workspace = self.workspace.clone();
        let carried_out = tokio::task::spawn_blocking(move || {
            let laid = laying.carry_out(&workspace);
            (laying, laid)
        });
        let Ok((laying, laid)) = carried_out.await else {
            return Err(TraceClosed.into());
        };
        self.scan_all(&Expected::after(&laying)).await?;
        Ok(laid?)
    }

    /// Scans until nothing is left for another scan: a snapshot is whole.
    async fn scan_all(&mut self, expected: &Expected) -> Result<Snapshot, FilesError> {
        loop {
            let snapshot = self.scan(expected).await?;
            if self.scanner.as_ref().is_none_or(Scanner::is_complete) {
                return Ok(snapshot);
            }
        }
    }

    async fn scan(&mut self, expected: &Expected) -> Result<Snapshot, FilesError> {
        let Some(mut scanner) = self.scanner.take() else {
            return Err(TraceClosed.into());
        };
        let scanned = tokio::task::spawn_blocking(move || {
            let changes = scanner.scan();
            (scanner, changes)
        });
        // A panic in the scan ends this recorder: files are not recorded from here on.
        let Ok((scanner, changes)) = scanned.await else {
            self.health.degrade("The file recorder failed.").await?;
            return Err(TraceClosed.into());
        };
        let (snapshot, complete) = (scanner.snapshot(), scanner.is_complete());
        self.scanner = Some(scanner);
        self.record(changes?, expected).await?;
        if complete {
            self.health.restore().await?;
        } else {
            let reason = "More changes at once than can be read at once: what a file was in \
                          between is not recorded.";
            self.health.degrade(reason).await?;
        }
        Ok(snapshot)
    }

    async fn record(
        &mut self,
        changes: Vec<Change>,
        expected: &Expected,
    ) -> Result<(), TraceClosed> {
        let mut renames = Renames::default();
        for Change { body, contents } in changes {
            let actor = expected.actor(&body);
            let runs = evals::completed(&body, &contents);
            let entry = Entry::new(actor, body.clone()).with_contents(contents);
            let seq = self.trace.append(entry).await?;
            // What the scenario lays was neither renamed nor measured by the candidate.
            if actor == Actor::System {
                continue;
            }
            renames.see(seq, &body);
            for run in runs {
                let entry = Entry::new(actor, EventBody::EvalCompleted(run)).about(vec![seq]);
                self.trace.append(entry).await?;
            }
        }
        for (body, links) in renames.into_events() {
            let entry = Entry::new(Actor::Candidate, body).about(links);
            self.trace.append(entry).await?;
        }
        Ok(())
    }

    async fn degrade(&mut self, error: &FilesError) {
        tracing::error!(%error, "the workspace could not be scanned");
        let _ = self.health.degrade(&error.to_string()).await;
    }
}
