//! Injects and questions that fall due while a session runs, each brought about exactly once.
//!
//! What is due follows from the trace alone. Files are laid before the event that says so, and
//! laying them twice is harmless; so a service that is killed anywhere does the rest after its
//! restart, and nothing again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::schedule::{Deed, Schedule};
use crate::domain::event::{Actor, EventBody, InjectDelivered, QuestionAsked};
use crate::domain::ids::SessionId;
use crate::recorder::files::laying::{Laid, Laying, NewFile};
use crate::recorder::files::{Files, FilesError};
use crate::recorder::pause::PauseSign;
use crate::scenario::Scenario;
use crate::scenario::manifest::{Inject, Question};
use crate::store::{Store, StoreError};
use crate::trace::{Entry, TraceClosed, TraceLog};

/// How exact the time is at which something falls due.
const LOOK: Duration = Duration::from_secs(1);

/// Brings about what a scenario has in store for one running session.
pub struct Due {
    /// The database, which has the trace.
    pub store: Store,
    /// The session.
    pub session: SessionId,
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// Where events are written.
    pub trace: TraceLog,
    /// Who changes the workspace.
    pub files: Files,
    /// Held while something is brought about, and by whoever ends the session.
    pub gate: Arc<Mutex<()>>,
    /// In a pause nothing happens to a candidate.
    pub paused: PauseSign,
}

#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Trace(#[from] TraceClosed),
    #[error(transparent)]
    Files(#[from] FilesError),
}

impl Due {
    /// Until everything has happened, or the session stops.
    pub async fn run(self, stop: CancellationToken) {
        let mut schedule = Schedule::new(&self.scenario);
        // Up to which event the trace was read.
        let mut read = 0;
        let mut ticks = tokio::time::interval(LOOK);
        while !schedule.is_over() {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = ticks.tick() => {}
            }
            let looked = tokio::select! {
                () = stop.cancelled() => return,
                looked = self.look(&mut schedule, &mut read) => looked,
            };
            if let Err(error) = looked {
                if self.trace.closed().is_some() {
                    return;
                }
                // The next look tries again: nothing that was not done counts as done.
                tracing::warn!(session = %self.session, %error, "what is due has to wait");
            }
        }
    }

    async fn look(&self, schedule: &mut Schedule, read: &mut u64) -> Result<(), Trouble> {
        let store = &self.store;
        // First how far, then what: what is appended meanwhile has its turn at the next look.
        let until = store.last_seq(self.session).await?;
        if until > *read {
            let families = schedule.families();
            let new = store.events_of_families(self.session, &families, *read, until);
            for stored in new.await? {
                schedule.observe(&stored.decode()?);
            }
            *read = until;
        }
        for (deed, brought_by) in schedule.due(self.trace.clock().read().1) {
            let _gate = self.gate.lock().await;
            if self.paused.is_on() {
                return Ok(());
            }
            let entry = match &deed {
                Deed::Inject(inject) => self.inject(inject).await?,
                Deed::Question(question) => asked(question),
            };
            let entry = entry.about(brought_by.into_iter().collect());
            self.trace.append(entry).await?;
        }
        Ok(())
    }

    async fn inject(&self, inject: &Inject) -> Result<Entry, FilesError> {
        let laying = laying(&self.scenario, inject);
        let contents = laying.contents();
        let laid = if laying.removes.is_empty() && laying.files.is_empty() {
            Laid::default()
        } else {
            self.files.lay(laying).await?
        };
        let body = EventBody::InjectDelivered(InjectDelivered {
            inject: inject.id.clone(),
            from: inject.from.clone(),
            message: inject.message.clone(),
            laid: laid.files,
            removed: laid.removed,
            failed: laid.failed,
        });
        Ok(Entry::new(Actor::System, body).with_contents(contents))
    }
}

/// What an inject does to the workspace.
fn laying(scenario: &Scenario, inject: &Inject) -> Laying {
    let folder = inject.lays.as_deref();
    let files = folder
        .map(|folder| scenario.beneath(folder))
        .unwrap_or_default();
    let files = files.into_iter().map(|(path, file)| NewFile {
        path,
        bytes: file.bytes,
        executable: file.executable,
    });
    Laying {
        removes: inject.removes.clone(),
        files: files.collect(),
    }
}

/// A question, as it is put to the candidate.
pub fn asked(question: &Question) -> Entry {
    let body = EventBody::QuestionAsked(QuestionAsked {
        question: question.id.clone(),
        asks: question.asks.clone(),
    });
    Entry::new(Actor::System, body)
}
