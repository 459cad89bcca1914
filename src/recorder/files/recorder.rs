//! The recorder of one workspace. It scans on a notice, on request and at intervals, and writes
//! what it saw.

mod events;

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::coverage::Coverage;
use super::error::FilesError;
use super::laying::{Expected, Laid, Laying};
use super::pace::Pace;
use super::scan::Scanner;
use super::snapshot::Snapshot;
use crate::background;
use crate::domain::event::{Actor, EventBody};
use crate::health::Health;
use crate::trace::{Entry, Rated, TraceClosed, TraceLog};

/// The interval of scans without a notice.
const UNASKED: Duration = Duration::from_secs(10);
/// The number of scans in a row, each reading as much as one may, after which the recorder is
/// reported as behind and other requests get their turn.
const BEHIND: u32 = 4;
const IN_A_ROW: u32 = 16;

const IS_BEHIND: &str = "Files change faster than they can be read: their contents between two scans \
                         are not recorded.";
const IS_RATED: &str = "More files change than can be recorded one by one: the workspace is scanned less \
                        often, but at least once a minute. The contents of files between two scans are \
                        not recorded.";
const IS_SPENT: &str = "More files changed than a session may have recorded: the workspace is now scanned \
                        only when it is handed in or when the scenario changes it. The contents of files \
                        between two scans are not recorded.";
const IS_LOST: &str = "Files changed faster than the kernel reported: some contents between two scans may \
                       be missing.";

/// Who waits for an answer. The answer may be why there is none.
pub(super) type Asker<T> = oneshot::Sender<Result<T, FilesError>>;

#[derive(Debug)]
pub(super) enum Ask {
    Snapshot(Asker<Snapshot>),
    Look(Asker<Arc<Coverage>>),
    Lay(Laying, Asker<Laid>),
}

pub(super) struct Recorder {
    workspace: PathBuf,
    /// None only while a scan runs on a blocking thread.
    scanner: Option<Scanner>,
    trace: TraceLog,
    health: Health,
    repository: Health,
    /// Set when the kernel dropped notices.
    lost: Arc<AtomicBool>,
    coverage: watch::Sender<Arc<Coverage>>,
    is_near: bool,
    pace: Pace,
}

impl Recorder {
    pub fn new(
        workspace: &Path,
        scanner: Scanner,
        trace: TraceLog,
        lost: Arc<AtomicBool>,
        coverage: watch::Sender<Arc<Coverage>>,
    ) -> Self {
        Self {
            workspace: workspace.to_owned(),
            scanner: Some(scanner),
            health: Health::new("files", trace.clone()),
            repository: Health::new("git", trace.clone()),
            trace,
            lost,
            coverage,
            is_near: false,
            pace: Pace::default(),
        }
    }

    pub async fn run(
        mut self,
        ready: oneshot::Receiver<Infallible>,
        mut noticed: mpsc::Receiver<()>,
        mut asked: mpsc::Receiver<Ask>,
        stop: CancellationToken,
    ) {
        // Watches exist only after a scan, so the first scan waits for nothing else.
        let mut ask = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            Some(ask) = asked.recv() => Some(ask),
            _ = ready => None,
        };
        loop {
            if !self.answer(ask).await {
                return;
            }
            ask = tokio::select! {
                () = stop.cancelled() => return,
                ask = asked.recv() => match ask { Some(ask) => Some(ask), None => return },
                Some(()) = noticed.recv() => {
                    let settle = self.pace.settle();
                    // A request does not wait until changes have settled.
                    tokio::select! {
                        () = stop.cancelled() => return,
                        ask = asked.recv() => match ask { Some(ask) => Some(ask), None => return },
                        () = tokio::time::sleep(settle) => {
                            let _ = noticed.try_recv();
                            None
                        }
                    }
                }
                () = tokio::time::sleep(UNASKED.max(self.pace.settle())) => None,
            };
        }
    }

    /// Does what is requested, or scans without a request. Returns whether the recorder can
    /// continue.
    async fn answer(&mut self, ask: Option<Ask>) -> bool {
        let nothing = Expected::default();
        match ask {
            None if !self.pace.looks_by_itself() => true,
            None => {
                let looked = self.scan_all(&nothing, false).await;
                self.tell(looked, |_| {}).await
            }
            Some(Ask::Snapshot(asker)) => {
                let snapshot = self.scan_all(&nothing, true).await;
                self.tell(snapshot, |it| drop(asker.send(it))).await
            }
            Some(Ask::Look(asker)) => {
                let looked = self.look(&nothing).await;
                self.tell(looked, |it| drop(asker.send(it))).await
            }
            Some(Ask::Lay(laying, asker)) => {
                let laid = self.lay(laying).await;
                self.tell(laid, |it| drop(asker.send(it))).await
            }
        }
    }

    /// Passes on the result, after a failure is in the trace.
    async fn tell<T>(
        &self,
        done: Result<T, FilesError>,
        asker: impl FnOnce(Result<T, FilesError>),
    ) -> bool {
        let mut continues = true;
        if let Err(error) = &done {
            tracing::error!(%error, "the workspace could not be recorded");
            continues = !error.is_final();
            if continues {
                let reason = format!("The workspace could not be read: {}.", error.words());
                continues = self.health.degrade(&reason).await.is_ok();
            }
        }
        asker(done);
        continues
    }

    async fn look(&mut self, nothing: &Expected) -> Result<Arc<Coverage>, FilesError> {
        let known = self.coverage.borrow().clone();
        if self.pace.looks_when_asked(&known, Instant::now()) {
            self.scan_all(nothing, false).await?;
        }
        Ok(self.coverage.borrow().clone())
    }

    /// What the candidate has done so far is recorded first, so that only the expected changes
    /// count as the system's.
    async fn lay(&mut self, laying: Laying) -> Result<Laid, FilesError> {
        self.scan_all(&Expected::before(&laying), false).await?;
        let workspace = self.workspace.clone();
        let carried_out = background::spawn(move || {
            let laid = laying.carry_out(&workspace);
            (laying, laid)
        });
        let Ok((laying, laid)) = carried_out.await else {
            return Err(self.failed().await);
        };
        self.scan_all(&Expected::after(&laying), false).await?;
        Ok(laid?)
    }

    /// Scans until nothing is left for another scan. `last`: the scan must be complete, and counts
    /// what is in every summarised folder.
    async fn scan_all(&mut self, expected: &Expected, last: bool) -> Result<Snapshot, FilesError> {
        // Taken before the scan: notices that are lost later count for the next scan.
        if self.lost.swap(false, Ordering::SeqCst) {
            self.health.missed("lost", IS_LOST).await?;
        }
        let mut scans = 0;
        loop {
            let (snapshot, complete) = self.scan(expected, last).await?;
            scans += 1;
            if scans == BEHIND && !complete {
                self.health.missed("behind", IS_BEHIND).await?;
            }
            if complete || (!last && scans >= IN_A_ROW) {
                self.say_how_it_stands(complete).await?;
                return Ok(snapshot);
            }
        }
    }

    /// Reports gaps after a scan. Only a complete scan shows that nothing is missing.
    async fn say_how_it_stands(&mut self, whole: bool) -> Result<(), TraceClosed> {
        let coverage = self.coverage.borrow().clone();
        let gap = coverage.gap();
        if let Some(gap) = &gap {
            self.health.degrade_at(&coverage.places(), gap).await?;
        }
        let (rated, spent) = (self.pace.is_rated(), self.pace.is_spent());
        if spent {
            self.health.degrade_at(&["\0spent"], IS_SPENT).await?;
        } else if rated {
            self.health.degrade_at(&["\0rate"], IS_RATED).await?;
        }
        if whole && gap.is_none() && !rated && !spent && !self.lost.load(Ordering::SeqCst) {
            self.health.restore().await?;
        }
        match &coverage.repository {
            Some(gap) => self.repository.degrade(gap).await?,
            None if whole => self.repository.restore().await?,
            None => {}
        }
        if coverage.is_near() && !self.is_near {
            let body = EventBody::RecorderNearing {
                recorder: "files".to_owned(),
                used: coverage.files as u64,
                limit: coverage.limit as u64,
            };
            self.trace.append(Entry::new(Actor::System, body)).await?;
        }
        self.is_near = coverage.is_near() || (self.is_near && !coverage.is_far());
        Ok(())
    }

    async fn scan(
        &mut self,
        expected: &Expected,
        last: bool,
    ) -> Result<(Snapshot, bool), FilesError> {
        let Some(mut scanner) = self.scanner.take() else {
            return Err(FilesError::Ended);
        };
        let scanned = background::spawn(move || {
            let started = Instant::now();
            let seen = scanner.scan(last);
            (scanner, seen, started.elapsed())
        });
        let Ok((scanner, seen, took)) = scanned.await else {
            return Err(self.failed().await);
        };
        let (snapshot, complete) = (scanner.snapshot(), scanner.is_complete());
        let coverage = Arc::new(scanner.coverage().clone());
        self.scanner = Some(scanner);
        let seen = seen?;
        self.record(seen.files, expected).await?;
        let overrun = self.trace.overrun(Rated::File);
        self.pace.scanned(took, overrun, Instant::now());
        self.record_repository(seen.repository).await?;
        // Only now, so that nobody is told of something that is not in the trace yet.
        self.coverage.send_replace(coverage);
        Ok((snapshot, complete))
    }

    /// A panic in this recorder's work ends it: files are not recorded any more.
    async fn failed(&self) -> FilesError {
        match self.health.degrade("The file recorder failed.").await {
            Ok(()) => FilesError::Ended,
            Err(closed) => closed.into(),
        }
    }
}

#[cfg(test)]
#[path = "recorder_tests.rs"]
mod tests;
