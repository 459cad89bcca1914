//! The replay as routes use it: indices that are open, and what brings them up to date.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, watch};

use super::answers::{ActivityView, BuildingView, HitView, ReplayView, SearchView};
use super::index::Index;
use super::search::{SearchIndex, snippet};
use super::{INDEX_VERSION, build, summary};
use crate::domain::ids::SessionId;
use crate::scenario::{Library, Scenario};
use crate::store::{Store, StoreError};

/// Indices that are kept open, but for those that are being built.
const MOST_OPEN: usize = 8;
/// How long a request waits for an index that is not up to date.
const PATIENCE: Duration = Duration::from_millis(400);
/// Parts of the overview's activity.
const PARTS: usize = 1_000;

/// Something that a replay could not do.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index of words.
    #[error("the search index: {0}")]
    Search(#[from] tantivy::TantivyError),
    /// A task of the index ended.
    #[error("building the index broke off: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// Something that was derived cannot be read or written.
    #[error("the index is damaged: {0}")]
    Damaged(String),
    /// The index has not come to this event yet.
    #[error("event {seq} is not in the index yet, which has {done}")]
    NotYet {
        /// The event.
        seq: u64,
        /// The last one that is in it.
        done: u64,
    },
    /// The trace has no such event.
    #[error("there is no event {0}")]
    NoEvent(u64),
}

/// One session's index.
pub(super) struct Opened {
    pub session: SessionId,
    pub search: SearchIndex,
    index: RwLock<Index>,
    building: AtomicBool,
    /// Building it failed: what is in memory does not fit what is kept.
    broken: AtomicBool,
    done: watch::Sender<u64>,
    used: std::sync::Mutex<Instant>,
}

impl Opened {
    /// Reads the index.
    pub fn read<T>(&self, with: impl FnOnce(&Index) -> T) -> T {
        // Nothing that could panic leaves an index half changed that is worse than a short one.
        with(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the index.
    pub fn write<T>(&self, with: impl FnOnce(&mut Index) -> T) -> T {
        with(&mut self.index.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// The index has come so far.
    pub fn progressed(&self, seq: u64) {
        self.done.send_replace(seq);
    }
}

/// The replay of all sessions.
pub struct Replay {
    store: Store,
    library: Arc<Library>,
    open: Mutex<HashMap<SessionId, Arc<Opened>>>,
}

/// A session's index and how far it is.
pub(super) struct Current {
    pub opened: Arc<Opened>,
    pub building: Option<BuildingView>,
}

impl Replay {
    /// Of a database; the scenarios tell which files are guilty.
    pub fn new(store: Store, library: Arc<Library>) -> Self {
        Self {
            store,
            library,
            open: Mutex::new(HashMap::new()),
        }
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// Waits until a session's index has everything; for what measures and tests.
    pub async fn settle(&self, session: SessionId) -> Result<(), ReplayError> {
        while self.current(session).await?.building.is_some() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Bytes of what is derived of a session: in the database, and the index of words.
    pub async fn size(&self, session: SessionId) -> Result<(u64, u64), ReplayError> {
        let opened = self.opened(session).await?;
        Ok((self.store.replay_size(session).await?, opened.search.size()))
    }

    /// A session's index: its building is started if it is behind, and waited for a moment.
    pub(super) async fn current(&self, session: SessionId) -> Result<Current, ReplayError> {
        let opened = self.opened(session).await?;
        let last = self.store.last_event(session).await?.map_or(0, |it| it.seq);
        let mut reached = opened.done.subscribe();
        let known = *reached.borrow();
        if known < last {
            start(&self.store, &opened);
            // The rest is said to be missing.
            let _ = tokio::time::timeout(PATIENCE, reached.wait_for(|done| *done >= last)).await;
        }
        let done = *opened.done.borrow();
        let building = (done < last).then_some(BuildingView { done, of: last });
        Ok(Current { opened, building })
    }

    async fn opened(&self, session: SessionId) -> Result<Arc<Opened>, ReplayError> {
        let mut open = self.open.lock().await;
        if let Some(opened) = open.get(&session)
            && !opened.broken.load(Ordering::SeqCst)
        {
            *opened.used.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
            return Ok(opened.clone());
        }
        if open.len() >= MOST_OPEN {
            close_oldest(&mut open);
        }
        let opened = Arc::new(self.load(session).await?);
        open.insert(session, opened.clone());
        Ok(opened)
    }

    async fn load(&self, session: SessionId) -> Result<Opened, ReplayError> {
        let row = self.store.replay(session).await?;
        let row = row.filter(|row| row.version == INDEX_VERSION);
        let folder = self
            .store
            .derived()
            .join("search")
            .join(session.to_string());
        let opening = move || {
            let index = row.as_ref().and_then(build::unpacked);
            let seq = index.as_ref().map_or(0, Index::last_seq);
            let (search, empty) = SearchIndex::open(&folder, seq)?;
            Ok::<_, ReplayError>((search, index.filter(|_| !empty)))
        };
        let (search, index) = tokio::task::spawn_blocking(opening).await??;
        let index = if let Some(index) = index {
            index
        } else {
            self.store.clear_replay(session).await?;
            let mut index = Index::default();
            index.markers.guilty = self.guilty(session).await?;
            index
        };
        Ok(Opened {
            session,
            search,
            building: AtomicBool::new(false),
            broken: AtomicBool::new(false),
            done: watch::channel(index.last_seq()).0,
            index: RwLock::new(index),
            used: std::sync::Mutex::new(Instant::now()),
        })
    }

    /// The files that the faults of a session's scenario touch; none if it cannot be read.
    async fn guilty(&self, session: SessionId) -> Result<Vec<String>, ReplayError> {
        let Some(record) = self.store.session(session).await? else {
            return Ok(Vec::new());
        };
        let library = self.library.clone();
        let reading = move || {
            let scenario = Scenario::load(&library, &record.scenario).ok()?;
            Some(guilty_of(&scenario))
        };
        Ok(tokio::task::spawn_blocking(reading)
            .await?
            .unwrap_or_default())
    }

    /// The overview.
    pub async fn overview(&self, session: SessionId) -> Result<ReplayView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        Ok(opened.read(|index| ReplayView {
            building,
            last_seq: index.last_seq(),
            end: index.times.end(),
            terminals: index.terminals.clone(),
            marks: index.marks.all.clone(),
            marks_omitted: index.marks.omitted,
            markers: {
                let mut markers = index.markers.all.clone();
                markers.sort_by_key(|it| it.seq);
                markers
            },
            idle: index.idle.spans.clone(),
            output: index.activity.parts(0, index.times.end() + 1, PARTS).0,
            metrics: index.metrics.all.clone(),
            summary: summary::lines(index),
        }))
    }

    /// What was printed and typed in a stretch; up to the end if it names none.
    pub async fn activity(
        &self,
        session: SessionId,
        from: i64,
        to: Option<i64>,
        parts: usize,
    ) -> Result<ActivityView, ReplayError> {
        let Current { opened, .. } = self.current(session).await?;
        Ok(opened.read(|index| {
            let from = from.max(0);
            let to = to.unwrap_or(index.times.end() + 1).max(from);
            let (output, input) = index.activity.parts(from, to, parts);
            ActivityView {
                from,
                to,
                output,
                input,
            }
        }))
    }

    /// What is found of a query.
    pub async fn search(
        &self,
        session: SessionId,
        asked: String,
        kinds: Vec<String>,
        limit: usize,
    ) -> Result<SearchView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        let searching = move || {
            let results = opened.search.search(&asked, &kinds, limit)?;
            let hits = results.found.iter().map(|it| {
                let (snippet, found) = snippet(&it.text, &results.words);
                HitView {
                    seq: it.seq,
                    time: opened.read(|index| index.times.of(it.seq)).unwrap_or(0),
                    lane: super::marks::lane_of(&it.kind),
                    kind: it.kind.clone(),
                    source: it.source,
                    terminal: it.terminal,
                    snippet,
                    found,
                }
            });
            Ok::<_, ReplayError>(SearchView {
                building,
                hits: hits.collect(),
                total: results.total as u64,
                plain: results.plain,
            })
        };
        tokio::task::spawn_blocking(searching).await?
    }
}

/// Builds in the background, if nothing does.
fn start(store: &Store, opened: &Arc<Opened>) {
    if opened.building.swap(true, Ordering::SeqCst) {
        return;
    }
    let (store, opened) = (store.clone(), opened.clone());
    tokio::spawn(async move {
        let built = build::build(&store, &opened).await;
        if built.is_err() {
            opened.broken.store(true, Ordering::SeqCst);
        }
        // Before whoever waits for the last event asks for the next one.
        opened.building.store(false, Ordering::SeqCst);
        match built {
            Ok(last) => opened.progressed(last),
            Err(error) => {
                let session = opened.session;
                tracing::error!(%session, %error, "the replay index is not up to date");
            }
        }
    });
}

fn close_oldest(open: &mut HashMap<SessionId, Arc<Opened>>) {
    let used = |it: &Opened| *it.used.lock().unwrap_or_else(PoisonError::into_inner);
    // What somebody holds is in use; two of one session would write the same folder.
    let idle = open.iter().filter(|it| Arc::strong_count(it.1) == 1);
    let oldest = idle.min_by_key(|it| used(it.1)).map(|it| *it.0);
    if let Some(session) = oldest {
        open.remove(&session);
    }
}

/// Paths that the patches of a scenario's faults touch.
fn guilty_of(scenario: &Scenario) -> Vec<String> {
    let mut paths = Vec::new();
    for fault in &scenario.manifest.fault {
        let patch = scenario.file(&fault.patch).unwrap_or_default();
        for line in String::from_utf8_lossy(patch).lines() {
            let side = line
                .strip_prefix("+++ b/")
                .or_else(|| line.strip_prefix("--- a/"));
            paths.extend(side.map(|path| path.trim_end().to_owned()));
        }
    }
    paths.sort_unstable();
    paths.dedup();
    paths
}
