//! The replay as routes use it: open indexes, and what brings them up to date.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use super::answers::{ActivityView, BuildingView, HitView, ReplayView, SearchView};
use super::commands::Programs;
use super::counts::counts;
use super::done::done;
use super::error::ReplayError;
use super::index::Index;
use super::laid::Laid;
use super::opened::Opened;
use super::search::{SearchIndex, snippet};
use super::{INDEX_VERSION, build, summary};
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;
use crate::editions::Editions;
use crate::scenario::Scenario;
use crate::store::Store;

/// The most indexes that stay open. Those in use do not count.
const MOST_OPEN: usize = 8;
/// How long a request waits for an index that is not up to date.
const PATIENCE: Duration = Duration::from_millis(400);
/// Parts of the overview's activity.
const PARTS: usize = 1_000;

/// The folder of a scenario whose files lie in the workspace.
const OVERLAY: &str = "overlay";

pub struct Replay {
    store: Store,
    editions: Arc<Editions>,
    open: Mutex<HashMap<SessionId, Arc<Opened>>>,
}

/// A session's index and how far it is.
pub(super) struct Current {
    pub opened: Arc<Opened>,
    pub building: Option<BuildingView>,
}

impl Replay {
    /// The editions say which files a session's faults touch.
    pub fn new(store: Store, editions: Arc<Editions>) -> Self {
        Self {
            store,
            editions,
            open: Mutex::new(HashMap::new()),
        }
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// Waits until a session's index has every event. For benchmarks and tests.
    pub async fn settle(&self, session: SessionId) -> Result<(), ReplayError> {
        while self.current(session).await?.building.is_some() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Bytes that are derived from a session: in the database, and in the search index.
    pub async fn size(&self, session: SessionId) -> Result<(u64, u64), ReplayError> {
        let opened = self.opened(session).await?;
        Ok((self.store.replay_size(session).await?, opened.search.size()))
    }

    /// If a session's index is behind, starts building it and waits for a moment.
    pub(super) async fn current(&self, session: SessionId) -> Result<Current, ReplayError> {
        let opened = self.opened(session).await?;
        let last = self.store.last_event(session).await?.map_or(0, |it| it.seq);
        let mut reached = opened.progress();
        let known = *reached.borrow();
        if known < last {
            start(&self.store, &opened);
            // `building` says how much is still missing.
            let _ = tokio::time::timeout(PATIENCE, reached.wait_for(|done| *done >= last)).await;
        }
        let done = *reached.borrow();
        let building = (done < last).then_some(BuildingView { done, of: last });
        Ok(Current { opened, building })
    }

    async fn opened(&self, session: SessionId) -> Result<Arc<Opened>, ReplayError> {
        let mut open = self.open.lock().await;
        if let Some(opened) = open.get(&session)
            && !opened.is_broken()
        {
            opened.touch();
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
        let scenario = self.scenario(session).await?;
        let record = self.store.session(session).await?;
        let mut index = if let Some(index) = index {
            index
        } else {
            self.store.clear_replay(session).await?;
            let mut index = Index::default();
            index.markers.guilty = scenario.as_deref().map_or_else(Vec::new, guilty_of);
            index.laid = scenario.as_deref().map_or_else(Laid::default, laid_by);
            index
        };
        index.programs = match scenario {
            Some(scenario) => {
                index.asked.briefed(&scenario.brief);
                Programs::of([&scenario.pipeline])
            }
            None => Programs::of(&self.editions.pipelines().await),
        };
        index.asks.created = record.map_or(Timestamp(0), |it| it.created_at);
        Ok(Opened::new(session, search, index))
    }

    /// `None` if it cannot be read, as with a session from elsewhere.
    async fn scenario(&self, session: SessionId) -> Result<Option<Arc<Scenario>>, ReplayError> {
        let Some(record) = self.store.session(session).await? else {
            return Ok(None);
        };
        Ok(self.editions.scenario_of(&record).await.ok())
    }

    pub(super) async fn overview(&self, session: SessionId) -> Result<ReplayView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        Ok(opened.asked(|index, questions| {
            let asks = questions.count();
            let counts = counts(index, asks);
            ReplayView {
                building,
                last_seq: index.last_seq(),
                end: index.times.end(),
                terminals: index.terminals.clone(),
                marks: index.marks.all.clone(),
                left_out: index.summary.left_out.clone(),
                marks_omitted: index.marks.omitted,
                markers: {
                    let mut markers = index.markers.all.clone();
                    markers.sort_by_key(|it| it.seq);
                    markers
                },
                idle: index.idle.spans.clone(),
                output: index.activity.parts(0, index.times.end() + 1, PARTS).0,
                metrics: index.metrics.all.clone(),
                series: index.metrics.series(),
                metrics_omitted: index.metrics.omitted,
                summary: summary::lines(index, &counts),
                counts,
                done: done(index, asks),
                claims: index.claims.view(&index.printed, &index.metrics.series()),
            }
        }))
    }

    /// What was printed and typed in a stretch; without `to`, up to the end.
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
                    word: it.word,
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

/// Builds in the background, unless somebody does already.
fn start(store: &Store, opened: &Arc<Opened>) {
    if !opened.begin_building() {
        return;
    }
    let (store, opened) = (store.clone(), opened.clone());
    tokio::spawn(async move {
        let built = build::build(&store, &opened).await;
        if built.is_err() {
            opened.break_off();
        }
        // This comes first: whoever waits for the last event may ask for the next one at once.
        opened.stop_building();
        match built {
            Ok(last) => opened.progressed(last),
            Err(error) => {
                let session = opened.session;
                tracing::error!(%session, %error, "the replay index could not be brought up to date");
            }
        }
    });
}

fn close_oldest(open: &mut HashMap<SessionId, Arc<Opened>>) {
    // An index that somebody holds is in use. Two for one session would write to the same folder.
    let idle = open.iter().filter(|it| Arc::strong_count(it.1) == 1);
    let oldest = idle.min_by_key(|it| it.1.used()).map(|it| *it.0);
    if let Some(session) = oldest {
        open.remove(&session);
    }
}

/// What the scenario laid into the workspace, besides the pipeline and its documents.
fn laid_by(scenario: &Scenario) -> Laid {
    Laid::at_start(scenario.beneath(OVERLAY).into_keys())
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
