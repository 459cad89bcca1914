//! Editions: a session keeps the scenario, pipeline, checks and rubric of its invitation.
//!
//! The database stores an edition's files by their contents. The disk has a working copy. The
//! service compares it with the list of files when it first uses it, and makes it again if anything
//! differs. So a later edit, renaming or removal in the library changes no session.

mod today;

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::domain::event::EventBody;
use crate::domain::ids::{Digest, SessionId};
use crate::domain::rubric::Rubric;
use crate::domain::session_record::SessionRecord;
use crate::pipeline::PipelineManifest;
use crate::scenario::edition::{self, Edition, Listed};
use crate::scenario::workspace::tree;
use crate::scenario::{Library, Scenario, ScenarioError, Variant};
use crate::store::events::StoredEvent;
use crate::store::{Store, StoreError};

pub use today::LibraryError;

/// Scenarios that are kept in memory. Each takes a few MB.
const IN_MEMORY: NonZeroUsize = NonZeroUsize::new(16).expect("it is not zero");

#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The copy on the disk could not be read or written.
    #[error("an edition's folder: {0}")]
    Io(#[from] std::io::Error),
    /// A file on the list is not in the database, or the list cannot be read.
    #[error("edition {0} is damaged in the database")]
    Damaged(Digest),
    #[error("reading an edition: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// What a list of sessions shows about a scenario.
#[derive(Debug)]
pub struct Card {
    pub title: String,
    pub rubric: Rubric,
    /// Name and title of each track. The first is the one of a session that names none.
    tracks: Vec<(String, String)>,
}

/// What was read from editions so far.
struct Read {
    scenarios: LruCache<Digest, Arc<Scenario>>,
    /// Those of them that sessions use on another track than the first.
    on_tracks: LruCache<(Digest, String), Arc<Scenario>>,
    /// For every edition that was ever read here. Cards are small, and the list of all sessions
    /// needs them.
    cards: HashMap<Digest, Arc<Card>>,
    /// Copies on the disk that were already compared.
    compared: HashSet<Digest>,
}

impl Default for Read {
    fn default() -> Self {
        Self {
            scenarios: LruCache::new(IN_MEMORY),
            on_tracks: LruCache::new(IN_MEMORY),
            cards: HashMap::new(),
            compared: HashSet::new(),
        }
    }
}

impl Read {
    fn keep(&mut self, edition: Digest, scenario: &Arc<Scenario>) {
        self.scenarios.put(edition, Arc::clone(scenario));
        let card = Card::of(scenario);
        self.cards.entry(edition).or_insert_with(|| Arc::new(card));
    }
}

impl Card {
    pub fn of(scenario: &Scenario) -> Self {
        Self {
            title: scenario.manifest.title.clone(),
            rubric: scenario.rubric.clone(),
            tracks: scenario
                .tracks
                .iter()
                .map(|it| (it.name.clone(), it.title.clone()))
                .collect(),
        }
    }

    /// The title of the session's track, if the scenario has several and the candidate has chosen.
    pub fn track_of(&self, record: &SessionRecord) -> Option<&str> {
        if record.track.is_none() && record.track_open {
            return None;
        }
        let (first, several) = (self.tracks.first()?, self.tracks.len() > 1);
        let name = record.track.as_ref().unwrap_or(&first.0);
        let found = self.tracks.iter().find(|(it, _)| it == name);
        found.filter(|_| several).map(|(_, title)| title.as_str())
    }
}

/// The editions of an installation. Cheap to share behind an [`Arc`].
pub struct Editions {
    store: Store,
    library: Library,
    folder: PathBuf,
    read: Mutex<Read>,
    /// Held while a copy is made, so that two requests do not make it twice.
    unpacking: tokio::sync::Mutex<()>,
}

impl Editions {
    /// Keeps copies in `folder`. A scenario that is not pinned is read from `library`.
    pub fn new(store: Store, library: Library, folder: PathBuf) -> Self {
        Self {
            store,
            library,
            folder,
            read: Mutex::default(),
            unpacking: tokio::sync::Mutex::default(),
        }
    }

    /// The library as it is today, for invitations and for people who look at scenarios.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// What the library's pipelines say about themselves today, as far as they can be read.
    pub async fn pipelines(&self) -> Vec<PipelineManifest> {
        let pipelines = self.library.pipelines.clone();
        let reading = move || {
            let names = pipelines.names().unwrap_or_default();
            let opened = names.iter().filter_map(|name| pipelines.open(name).ok());
            opened.map(|base| base.manifest().clone()).collect()
        };
        tokio::task::spawn_blocking(reading)
            .await
            .unwrap_or_default()
    }

    /// The scenario that a session was invited with, on its track. A session without an edition (an imported or
    /// an old one) is pinned if today's scenario is still the one that its trace names. Otherwise
    /// it gets today's scenario of that name, and [`invited_digest`] shows the difference.
    pub async fn scenario_of(&self, record: &SessionRecord) -> Result<Arc<Scenario>, EditionError> {
        let pin = self.store.pin(record.id).await?;
        let scenario = match &pin {
            Some(pin) => self.scenario(pin.edition, &record.scenario).await?,
            None => Arc::new(self.adopted(record).await?),
        };
        let Some(track) = record.track.clone() else {
            return Ok(scenario);
        };
        if track == scenario.pipeline.name {
            return Ok(scenario);
        }
        let key = pin.map(|pin| (pin.edition, track.clone()));
        if let Some(known) = key.as_ref().and_then(|key| self.on_track(key)) {
            return Ok(known);
        }
        let reading = move || scenario.on(&track);
        let other = Arc::new(tokio::task::spawn_blocking(reading).await??);
        if let Some(key) = key {
            self.in_memory().on_tracks.put(key, Arc::clone(&other));
        }
        Ok(other)
    }

    fn on_track(&self, key: &(Digest, String)) -> Option<Arc<Scenario>> {
        self.in_memory().on_tracks.get(key).cloned()
    }

    /// The title and rubric from the session's edition.
    pub async fn card_of(&self, record: &SessionRecord) -> Result<Arc<Card>, EditionError> {
        let pin = self.store.pin(record.id).await?;
        let known = pin.and_then(|pin| self.in_memory().cards.get(&pin.edition).cloned());
        match known {
            Some(card) => Ok(card),
            None => Ok(Arc::new(Card::of(&*self.scenario_of(record).await?))),
        }
    }

    /// Pins sessions that were invited before there were editions, if today's scenario is still the
    /// one that their trace names.
    pub async fn adopt(&self) -> Result<(), EditionError> {
        for session in self.store.unpinned().await? {
            if let Err(error) = self.adopt_one(session).await {
                tracing::warn!(%session, %error, "its scenario cannot be pinned");
            }
        }
        Ok(())
    }

    async fn adopt_one(&self, session: SessionId) -> Result<(), EditionError> {
        if let Some(record) = self.store.session(session).await? {
            self.adopted(&record).await?;
        }
        Ok(())
    }

    /// Today's scenario. The session is pinned to it if it was invited with it.
    async fn adopted(&self, record: &SessionRecord) -> Result<Scenario, EditionError> {
        let scenario = self.today(record.scenario.clone()).await?;
        if invited_digest(&self.store, record.id).await? == Some(scenario.digest) {
            let edition = keep(&self.store, &scenario).await?;
            self.store.pin_edition(record.id, edition).await?;
        } else {
            tracing::warn!(session = %record.id, "the scenario has changed since the session was invited");
        }
        Ok(scenario)
    }

    async fn today(&self, slug: String) -> Result<Scenario, EditionError> {
        let library = self.library.clone();
        let reading = move || Scenario::load(&library, &slug);
        Ok(tokio::task::spawn_blocking(reading).await??)
    }

    async fn scenario(&self, edition: Digest, slug: &str) -> Result<Arc<Scenario>, EditionError> {
        if let Some(known) = self.in_memory().scenarios.get(&edition).cloned() {
            return Ok(known);
        }
        let _one_at_a_time = self.unpacking.lock().await;
        if let Some(known) = self.in_memory().scenarios.get(&edition).cloned() {
            return Ok(known);
        }
        let folder = self.unpack(edition).await?;
        let (slug, today) = (slug.to_owned(), self.library.clone());
        let reading = move || Scenario::load(&Edition::library(&folder, &today), &slug);
        let scenario = Arc::new(tokio::task::spawn_blocking(reading).await??);
        self.in_memory().keep(edition, &scenario);
        Ok(scenario)
    }

    fn in_memory(&self) -> MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A folder with exactly the edition's files.
    async fn unpack(&self, edition: Digest) -> Result<PathBuf, EditionError> {
        let folder = self.folder.join(edition.to_string());
        if self.in_memory().compared.contains(&edition) && folder.is_dir() {
            return Ok(folder);
        }
        let there = folder.clone();
        let is_whole = move || holds(&there, edition);
        if tokio::task::spawn_blocking(is_whole).await? {
            self.in_memory().compared.insert(edition);
            return Ok(folder);
        }
        std::fs::create_dir_all(&self.folder)?;
        let building = tempfile::tempdir_in(&self.folder)?;
        for listed in self.list(edition).await? {
            let content = self.store.edition_content(edition, listed.digest).await?;
            let content = content.ok_or(EditionError::Damaged(edition))?;
            edition::write(building.path(), &listed, &content)?;
        }
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        // Renamed only when complete, so a service that is killed in between leaves no partial
        // copy.
        std::fs::rename(building.keep(), &folder)?;
        self.in_memory().compared.insert(edition);
        Ok(folder)
    }

    async fn list(&self, edition: Digest) -> Result<Vec<Listed>, EditionError> {
        let list = self.store.edition_content(edition, edition).await?;
        let list = list.ok_or(EditionError::Damaged(edition))?;
        serde_json::from_slice(&list).map_err(|_| EditionError::Damaged(edition))
    }
}

/// The digest of the scenario in the session's first event.
pub async fn invited_digest(
    store: &Store,
    session: SessionId,
) -> Result<Option<Digest>, StoreError> {
    let created = store.events_of_kind(session, "session.created").await?;
    let created = created.first();
    // Then nothing is known of it, as with a session from before there were digests.
    let event = created.and_then(StoredEvent::if_whole);
    Ok(match event.map(|event| event.body) {
        Some(EventBody::SessionCreated {
            scenario_digest, ..
        }) => Some(scenario_digest),
        _ => None,
    })
}

/// Whether a session is shown with a different scenario from the one it was invited with.
pub async fn is_another(
    store: &Store,
    session: SessionId,
    scenario: &Scenario,
) -> Result<bool, StoreError> {
    let invited = invited_digest(store, session).await?;
    Ok(invited.is_some_and(|invited| invited != scenario.digest))
}

/// Whether the folder has the files of this edition and no others.
fn holds(folder: &Path, edition: Digest) -> bool {
    let found = folder.is_dir().then(|| Edition::read(folder));
    found.is_some_and(|found| found.is_ok_and(|it| Digest::of(&it.list()) == edition))
}

/// Stores the edition of a loaded scenario and returns its digest. Fails if the scenario's
/// workspace cannot be built: nobody can be invited to such a scenario, and an edition is never
/// repaired.
pub async fn keep(store: &Store, scenario: &Scenario) -> Result<Digest, EditionError> {
    let read = scenario.clone();
    let reading = move || Edition::of(&read);
    let edition = tokio::task::spawn_blocking(reading).await??;
    let list = edition.list();
    if !store.has_edition(Digest::of(&list)).await? {
        let tried = scenario.clone();
        let building = move || tree(&tried, &Variant::Faulty);
        tokio::task::spawn_blocking(building).await??;
    }
    Ok(store.keep_edition(&list, edition.contents()).await?)
}
