//! Scans a hostile tree. Every name is opened beneath its folder, no link is followed, and size,
//! count and depth are bounded.
//!
//! A scan looks at every known file by its own path, then lists folders for what is new. So a file
//! is recorded as gone only if that was seen. Whatever there was no room or time for is in the
//! coverage, and never in the trace as a fact.

mod admit;
mod find;
mod known;
mod limits;
mod refusals;
mod summary;
mod version;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use self::admit::Admission;
use self::find::Finder;
use self::known::{Known, Look, PutOff};
use self::limits::Limits;
use self::refusals::Refusals;
use self::summary::Summaries;
use self::version::Reading;
use super::began::Began;
use super::beneath::Folder;
use super::change::Change;
use super::coverage::{Coverage, LeftOut, Missing, NAMED};
use super::git::{Repository, Seen};
use super::snapshot::Snapshot;
use super::watches::Watches;

/// The workspace itself could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {cause}")]
pub struct ScanError {
    path: PathBuf,
    cause: std::io::Error,
}

impl ScanError {
    /// What the system said, without the host's path.
    pub fn cause(&self) -> &std::io::Error {
        &self.cause
    }
}

/// Compares a workspace with what is known of it.
pub struct Scanner {
    path: PathBuf,
    root: Folder,
    began: Began,
    limits: Limits,
    known: BTreeMap<String, Known>,
    put_off: PutOff,
    refusals: Refusals,
    summaries: Summaries,
    watches: Option<Watches>,
    /// Whether the kernel gives no notices of changes.
    unnoticed: Arc<AtomicBool>,
    repository: Option<Repository>,
    coverage: Coverage,
    complete: bool,
}

/// What a scan saw.
#[derive(Debug, Default)]
pub struct Scanned {
    /// Differences of files since the last scan.
    pub files: Vec<Change>,
    /// Differences in the candidate's repository.
    pub repository: Seen,
}

impl Scanner {
    /// For a tree in which nobody has worked and of which nothing is known.
    pub fn open(path: &Path) -> Result<Self, ScanError> {
        Self::of_session(path, Snapshot::default(), Began::nothing(), None)
    }

    /// For a session's workspace, of which this much is already known.
    pub fn of_session(
        path: &Path,
        known: Snapshot,
        began: Began,
        watches: Option<Watches>,
    ) -> Result<Self, ScanError> {
        let root = Folder::root(path).map_err(|errno| ScanError {
            path: path.to_owned(),
            cause: errno.into(),
        })?;
        let known = known.0.into_iter().map(|(path, version)| {
            let stamp = None;
            (path, Known { version, stamp })
        });
        Ok(Self {
            path: path.to_owned(),
            root,
            began,
            limits: Limits::default(),
            known: known.collect(),
            put_off: PutOff::default(),
            refusals: Refusals::default(),
            summaries: Summaries::default(),
            watches,
            unnoticed: Arc::default(),
            repository: None,
            coverage: Coverage::default(),
            complete: true,
        })
    }

    #[must_use]
    pub fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The candidate's repository is scanned as well.
    #[must_use]
    pub fn with_repository(self, repository: Repository) -> Self {
        let repository = Some(repository);
        Self { repository, ..self }
    }

    /// While this flag is set the kernel gives no notices of changes, and the coverage says so.
    #[must_use]
    pub fn unnoticed_while(self, unnoticed: Arc<AtomicBool>) -> Self {
        Self { unnoticed, ..self }
    }

    /// The workspace at the last scan.
    pub fn snapshot(&self) -> Snapshot {
        let known = self.known.iter();
        Snapshot(known.map(|(path, it)| (path.clone(), it.version)).collect())
    }

    /// What the last scan covered.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Whether the last scan reached the end, or left something for the next one.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Every difference since the last scan. `all`: include summaries that are not due. Blocks:
    /// call it on a blocking thread.
    pub fn scan(&mut self, all: bool) -> Result<Scanned, ScanError> {
        self.root.names().map_err(|errno| ScanError {
            path: self.path.clone(),
            cause: errno.into(),
        })?;
        self.refusals.begin();
        let look = Look {
            root: &self.root,
            began: &self.began,
            bytes: self.limits.bytes,
            put_off: &mut self.put_off,
            refusals: &mut self.refusals,
        };
        let looked = look.at(&mut self.known);
        let mut changes = looked.changes;
        if let Some(watches) = &mut self.watches {
            watches.begin();
        }
        let watches = self.watches.as_mut();
        let mut finder = Finder::new(&self.root, &self.known, &self.began, &self.limits, watches);
        // Before the repository, so that the session's own places get their watches whatever the
        // repository contains.
        finder.look_into_own();
        let repository = match &mut self.repository {
            Some(repository) => repository.look(&self.root, finder.watches()),
            None => Seen::default(),
        };
        let found = finder.find();
        let unwatched = self.watches.as_mut().map_or(0, Watches::end);
        for (path, reason) in &found.refused {
            changes.extend(self.refusals.see(path, reason));
        }
        let mut new = Reading::of(self.limits.bytes);
        let admission = Admission {
            known: &mut self.known,
            began: &self.began,
            limits: &self.limits,
            reading: &mut new,
            refusals: &mut self.refusals,
        };
        let admitted = admission.take(&self.root, found.new);
        changes.extend(admitted.changes);
        let now = Instant::now();
        changes.extend(
            self.summaries
                .update(&self.root, &found.generated, now, all),
        );
        let read = looked.complete && new.complete;
        self.complete = read && !repository.more;
        self.refusals.end(found.unvisited == 0 && read);
        self.cover(admitted.missing, found.unvisited);
        self.coverage.unreadable = looked.unknown + admitted.unreadable;
        self.coverage.unwatched = unwatched;
        self.coverage.unnoticed = self.unnoticed.load(Ordering::SeqCst);
        self.coverage.repository.clone_from(&repository.gap);
        Ok(Scanned {
            files: changes,
            repository,
        })
    }

    fn cover(&mut self, mut missing: Vec<Missing>, unvisited: u64) {
        missing.sort_by_key(|it| std::cmp::Reverse(it.files));
        let (mut left_out, summarised) = self.summaries.left_out(NAMED);
        let (refused, refused_count) = self.refusals.now(NAMED);
        let refused = refused.into_iter().map(|(path, why)| LeftOut {
            path,
            why: why.to_owned(),
        });
        left_out.extend(refused);
        self.coverage = Coverage {
            files: self.known.len(),
            limit: self.limits.files,
            missing,
            unvisited,
            left_out,
            left_out_count: summarised + refused_count,
            ..Coverage::default()
        };
    }
}

#[cfg(test)]
impl Scanner {
    /// Makes every scan fail. Returns the folder that makes them work again.
    pub fn lose_root_in_test(&mut self) -> Folder {
        std::mem::replace(&mut self.root, Folder::unreadable_in_test())
    }

    pub fn find_root_in_test(&mut self, root: Folder) {
        self.root = root;
    }
}

#[cfg(test)]
mod tests;
