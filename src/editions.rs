//! Editions: a session keeps the scenario, pipeline, checks and rubric that it was invited with.
//!
//! The database keeps an edition's files by their contents. On the disk is a copy to work with,
//! which is compared with the list each time a service first uses it, and made again if anything
//! in it is not as listed. So a later edit, renaming or removal in the library changes no session.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{Digest, SessionId};
use crate::domain::rubric::Rubric;
use crate::scenario::edition::{self, Edition, Listed};
use crate::scenario::workspace::tree;
use crate::scenario::{Library, Scenario, ScenarioError, Variant};
use crate::store::sessions::SessionRecord;
use crate::store::{Store, StoreError};

/// Scenarios kept in memory, a few MB each.
const IN_MEMORY: usize = 16;

/// An edition cannot be kept or used.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// The scenario.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The copy on the disk.
    #[error("an edition's folder: {0}")]
    Io(#[from] std::io::Error),
    /// A file that the list names is not in the database, or the list cannot be read.
    #[error("edition {0} is damaged in the database")]
    Damaged(Digest),
    /// A task was cancelled or panicked.
    #[error("reading an edition: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// What a list of sessions shows of a scenario.
#[derive(Debug)]
pub struct Card {
    /// Its title.
    pub title: String,
    /// Its rubric.
    pub rubric: Rubric,
}

/// What has been read of editions.
#[derive(Default)]
struct Read {
    /// Used last comes last.
    scenarios: VecDeque<(Digest, Arc<Scenario>)>,
    /// Of every edition that was ever read here: small, and asked for by the list of all sessions.
    cards: HashMap<Digest, Arc<Card>>,
    /// Copies on the disk that were compared.
    compared: HashSet<Digest>,
}

impl Read {
    fn scenario(&mut self, edition: Digest) -> Option<Arc<Scenario>> {
        let at = self.scenarios.iter().position(|(it, _)| *it == edition)?;
        let found = self.scenarios.remove(at)?;
        let scenario = Arc::clone(&found.1);
        self.scenarios.push_back(found);
        Some(scenario)
    }

    fn keep(&mut self, edition: Digest, scenario: &Arc<Scenario>) {
        if self.scenarios.len() >= IN_MEMORY {
            self.scenarios.pop_front();
        }
        self.scenarios.push_back((edition, Arc::clone(scenario)));
        let card = Card::of(scenario);
        self.cards.entry(edition).or_insert_with(|| Arc::new(card));
    }
}

impl Card {
    fn of(scenario: &Scenario) -> Self {
        Self {
            title: scenario.manifest.title.clone(),
            rubric: scenario.rubric.clone(),
        }
    }
}

/// The editions of an installation. Cheap to share behind an [`Arc`].
pub struct Editions {
    store: Store,
    library: Library,
    folder: PathBuf,
    read: Mutex<Read>,
    /// Held while a copy is made, so that two requests do not make it twice.
    laying: tokio::sync::Mutex<()>,
}

impl Editions {
    /// Keeps copies in `folder`; what is not pinned is read from `library`.
    pub fn new(store: Store, library: Library, folder: PathBuf) -> Self {
        Self {
            store,
            library,
            folder,
            read: Mutex::default(),
            laying: tokio::sync::Mutex::default(),
        }
    }

    /// The library as it is today: for inviting, and for who looks at scenarios.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The scenario that a session was invited with. A session that has no edition, an imported or
    /// an old one, is pinned if its scenario is still the one that its trace names; otherwise it
    /// gets the one of that name as it is today, and [`invited_digest`] tells the difference.
    pub async fn scenario_of(&self, record: &SessionRecord) -> Result<Arc<Scenario>, EditionError> {
        match self.store.pin(record.id).await? {
            Some(pin) => self.scenario(pin.edition, &record.scenario).await,
            None => Ok(Arc::new(self.adopted(record).await?)),
        }
    }

    /// The title and rubric of what a session was invited with.
    pub async fn card_of(&self, record: &SessionRecord) -> Result<Arc<Card>, EditionError> {
        let pin = self.store.pin(record.id).await?;
        let known = pin.and_then(|pin| self.in_memory().cards.get(&pin.edition).cloned());
        match known {
            Some(card) => Ok(card),
            None => Ok(Arc::new(Card::of(&*self.scenario_of(record).await?))),
        }
    }

    /// Pins sessions that were invited before there were editions, if their scenario is still the
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

    /// Today's scenario, which the session is pinned to if it is the one that it was invited with.
    async fn adopted(&self, record: &SessionRecord) -> Result<Scenario, EditionError> {
        let scenario = self.today(record.scenario.clone()).await?;
        if invited_digest(&self.store, record.id).await? == Some(scenario.digest) {
            let edition = keep(&self.store, &scenario).await?;
            self.store.pin_edition(record.id, edition).await?;
        } else {
            tracing::warn!(session = %record.id, "its scenario was changed since it was invited");
        }
        Ok(scenario)
    }

    async fn today(&self, slug: String) -> Result<Scenario, EditionError> {
        let library = self.library.clone();
        let reading = move || Scenario::load(&library, &slug);
        Ok(tokio::task::spawn_blocking(reading).await??)
    }

    async fn scenario(&self, edition: Digest, slug: &str) -> Result<Arc<Scenario>, EditionError> {
        if let Some(known) = self.in_memory().scenario(edition) {
            return Ok(known);
        }
        let _one_at_a_time = self.laying.lock().await;
        if let Some(known) = self.in_memory().scenario(edition) {
            return Ok(known);
        }
        let folder = self.lay_out(edition).await?;
        let slug = slug.to_owned();
        let reading = move || Scenario::load(&Edition::library(&folder), &slug);
        let scenario = Arc::new(tokio::task::spawn_blocking(reading).await??);
        self.in_memory().keep(edition, &scenario);
        Ok(scenario)
    }

    fn in_memory(&self) -> MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder with exactly the files of an edition.
    async fn lay_out(&self, edition: Digest) -> Result<PathBuf, EditionError> {
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
        // Renamed only when whole: a service that is killed in between leaves no half of one.
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

/// The digest of the scenario that a session's first event names.
pub async fn invited_digest(
    store: &Store,
    session: SessionId,
) -> Result<Option<Digest>, StoreError> {
    let created = store.events_of_kind(session, "session.created").await?;
    let created = created.first();
    let event = created.and_then(|it| serde_json::from_slice::<Event>(&it.body).ok());
    Ok(match event.map(|event| event.body) {
        Some(EventBody::SessionCreated {
            scenario_digest, ..
        }) => Some(scenario_digest),
        _ => None,
    })
}

/// Whether a session is shown with another scenario than it was invited with.
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

/// Keeps the edition of a scenario as it was loaded; returns its name. A scenario whose workspace
/// cannot be built is refused: nobody can be invited to it, and an edition is never repaired.
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
