//! One session's index while it is open.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;

use tokio::sync::watch;

use super::asks::Questions;
use super::index::Index;
use super::search::SearchIndex;
use crate::domain::ids::SessionId;

pub(super) struct Opened {
    pub session: SessionId,
    pub search: SearchIndex,
    index: RwLock<Index>,
    /// Questions as they are derived from the index that ends with this event.
    questions: Mutex<Option<(u64, Arc<Questions>)>>,
    building: AtomicBool,
    /// Building failed, so memory and storage may not match.
    broken: AtomicBool,
    done: watch::Sender<u64>,
    used: Mutex<Instant>,
}

impl Opened {
    /// Nothing builds the index yet.
    pub fn new(session: SessionId, search: SearchIndex, index: Index) -> Self {
        Self {
            session,
            search,
            building: AtomicBool::new(false),
            broken: AtomicBool::new(false),
            done: watch::channel(index.last_seq()).0,
            index: RwLock::new(index),
            questions: Mutex::new(None),
            used: Mutex::new(Instant::now()),
        }
    }

    pub fn read<T>(&self, with: impl FnOnce(&Index) -> T) -> T {
        // A panic can only leave an index that lacks something, like a shorter one.
        with(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the index with its questions, which are derived again only if it has grown.
    pub fn asked<T>(&self, with: impl FnOnce(&Index, &Questions) -> T) -> T {
        self.read(|index| {
            let questions = {
                let mut kept = self
                    .questions
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                let last = index.last_seq();
                if let Some((_, known)) = kept.as_ref().filter(|it| it.0 == last) {
                    known.clone()
                } else {
                    let made = Arc::new(Questions::of(index));
                    *kept = Some((last, made.clone()));
                    made
                }
            };
            with(index, &questions)
        })
    }

    pub fn write<T>(&self, with: impl FnOnce(&mut Index) -> T) -> T {
        with(&mut self.index.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// The index has the events up to `seq`. Whoever waits for them wakes up.
    pub fn progressed(&self, seq: u64) {
        self.done.send_replace(seq);
    }

    /// The last event of the index, as it is built.
    pub fn progress(&self) -> watch::Receiver<u64> {
        self.done.subscribe()
    }

    /// Whether the caller must build it. Then nobody else does until [`Self::stop_building`].
    pub fn begin_building(&self) -> bool {
        !self.building.swap(true, Ordering::SeqCst)
    }

    pub fn stop_building(&self) {
        self.building.store(false, Ordering::SeqCst);
    }

    /// Building failed: the index must be opened again.
    pub fn break_off(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::SeqCst)
    }

    /// Notes that somebody asked for it.
    pub fn touch(&self) {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// When somebody last asked for it.
    pub fn used(&self) -> Instant {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
