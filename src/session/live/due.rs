//! Injects and questions that become due while a session runs. Each is delivered exactly once.
//!
//! What is due follows from the trace alone. Files are written before the event that records them,
//! and writing them twice is harmless. So a service that is killed at any point delivers the rest
//! after its restart, and nothing twice.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, oneshot};
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

/// How exactly injects and questions are on time.
const LOOK: Duration = Duration::from_secs(1);

/// Delivers what a scenario has planned for one running session.
pub struct Due {
    pub store: Store,
    pub session: SessionId,
    pub scenario: Arc<Scenario>,
    pub trace: TraceLog,
    /// Makes changes to the workspace.
    pub files: Files,
    /// Held during a delivery, and by whoever ends the session.
    pub gate: Arc<Mutex<()>>,
    /// Nothing is delivered in a pause.
    pub paused: PauseSign,
    /// Dropped after the first look: the recorder of files begins then.
    pub looked: Option<oneshot::Sender<Infallible>>,
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
    /// Runs until everything is delivered or the session stops.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut schedule = Schedule::new(&self.scenario);
        // The last event that was read.
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
            self.looked = None;
            if let Err(error) = looked {
                if self.trace.closed().is_some() {
                    return;
                }
                // The next look tries again: only what was recorded counts as delivered.
                tracing::warn!(session = %self.session, %error, "what is due could not be delivered yet");
            }
        }
    }

    async fn look(&self, schedule: &mut Schedule, read: &mut u64) -> Result<(), Trouble> {
        let store = &self.store;
        // The end first: events that are appended meanwhile are read at the next look.
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

/// The changes that an inject makes to the workspace.
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

/// The event with which a question is asked.
pub fn asked(question: &Question) -> Entry {
    let body = EventBody::QuestionAsked(QuestionAsked {
        question: question.id.clone(),
        asks: question.asks.clone(),
    });
    Entry::new(Actor::System, body)
}
