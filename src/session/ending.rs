//! How a session ends: handed in, out of time, or withdrawn. The event is what counts: what follows
//! it is done again after a crash.

use std::sync::Arc;

use super::conduct::{Conductor, SessionError, sandbox_name};
use super::pausing::{PauseEnd, reason_of, within_limit};
use super::running::Running;
use crate::domain::event::{Actor, EventBody, SessionWithdrawn};
use crate::domain::ids::SessionId;
use crate::domain::payload::BlobRef;
use crate::domain::session::SessionState;
use crate::domain::time::Instant;
use crate::recorder::files::snapshot::Snapshot;
use crate::store::sessions::SessionRecord;
use crate::trace::{Entry, TraceLog};

/// How a session ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The candidate hands in, with these words.
    HandedIn(String),
    /// The clock.
    TimeUp,
    /// Nothing is handed in. A practitioner's name, if it was one.
    Withdrawn { by: Option<String>, reason: String },
}

/// A session that has ended and whose sandbox is still there.
pub(super) struct Ended {
    session: SessionId,
    scenario: String,
    state: SessionState,
}

impl Ending {
    fn event(&self, workspace: BlobRef) -> (Actor, EventBody) {
        match self.clone() {
            Self::HandedIn(final_note) => (
                Actor::Candidate,
                EventBody::SessionSubmitted {
                    final_note,
                    workspace,
                },
            ),
            Self::TimeUp => (Actor::System, EventBody::SessionExpired { workspace }),
            Self::Withdrawn { by, reason } => withdrawn(by, reason, Some(workspace)),
        }
    }

    fn final_note(&self) -> &str {
        match self {
            Self::HandedIn(note) => note,
            Self::TimeUp | Self::Withdrawn { .. } => "",
        }
    }

    fn state(&self) -> SessionState {
        match self {
            Self::HandedIn(_) | Self::TimeUp => SessionState::Submitted,
            Self::Withdrawn { .. } => SessionState::Withdrawn,
        }
    }
}

fn withdrawn(by: Option<String>, reason: String, workspace: Option<BlobRef>) -> (Actor, EventBody) {
    let actor = match by {
        Some(_) => Actor::Practitioner,
        None => Actor::Candidate,
    };
    let body = SessionWithdrawn {
        by,
        reason,
        workspace,
    };
    (actor, EventBody::SessionWithdrawn(body))
}

impl Conductor {
    /// Ends a session: freezes the sandbox, records how the workspace is, removes the sandbox, and
    /// has the checks run if something was handed in.
    pub(super) async fn end(
        self: &Arc<Self>,
        session: SessionId,
        ending: Ending,
    ) -> Result<(), SessionError> {
        let _turn = self.turn(session).await;
        let record = self.reload(session).await?;
        let running = self.running(session).await;
        let (SessionState::Running, Some(running)) = (record.state, running) else {
            return Err(SessionError::WrongState(record.state));
        };
        self.end_running(&record, &running, ending).await
    }

    /// Only within a turn of the session.
    async fn end_running(
        self: &Arc<Self>,
        record: &SessionRecord,
        running: &Running,
        ending: Ending,
    ) -> Result<(), SessionError> {
        let session = record.id;
        // Nothing happens to a candidate after the event that ends the session.
        let _nothing_happens = running.hold_moments().await;
        let clock = self.clock_of(record).await?;
        // The clock may have been set after it was looked at.
        if ending == Ending::TimeUp && !clock.is_over(Instant::now()) {
            return Ok(());
        }
        if clock.pauses.since.is_some() {
            self.record_end_of_pause(session, running, clock, PauseEnd::SessionEnds)
                .await?;
        } else if let Err(error) = self.freeze(session).await {
            // A sandbox that died on its own stands still as well, and so does one whose engine
            // is gone.
            tracing::warn!(%session, %error, "the sandbox could not be frozen");
        }
        let snapshot = running.files.snapshot().await?;
        let (workspace, content) = snapshot.to_blob();
        let (actor, body) = ending.event(workspace);
        let entry = Entry::new(actor, body).with_contents(vec![content]);
        running.trace.append(entry).await?;
        self.keep_ending(record, &running.trace, &ending).await?;
        self.running.lock().await.remove(&session);
        running.stop().await;
        self.seal_and_clear(record, ending.state()).await;
        Ok(())
    }

    /// Ends a session whose sandbox does not run, as the trace has its workspace. Only within a
    /// turn of the session.
    async fn end_without_sandbox(
        self: &Arc<Self>,
        record: &SessionRecord,
        ending: Ending,
    ) -> Result<(), SessionError> {
        let snapshot = Snapshot::from_trace(&self.parts.store, record.id).await?;
        let (workspace, content) = snapshot.to_blob();
        let (actor, body) = ending.event(workspace);
        let trace = self.trace(record).await?;
        trace.clock().follow(self.clock_of(record).await?);
        let entry = Entry::new(actor, body).with_contents(vec![content]);
        trace.append(entry).await?;
        self.keep_ending(record, &trace, &ending).await?;
        self.seal_and_clear(record, ending.state()).await;
        Ok(())
    }

    /// What follows an end that is recorded. None of it can undo the end, so nothing of it fails:
    /// it is tried again.
    async fn seal_and_clear(self: &Arc<Self>, record: &SessionRecord, state: SessionState) {
        let session = record.id;
        self.restarts.forget(session);
        // What is not signed now is signed with the checks, or by the next start.
        if let Err(error) = self.seal(session).await {
            tracing::error!(%session, %error, "the trace's end could not be signed yet");
        }
        let ended = Ended {
            session,
            scenario: record.scenario.clone(),
            state,
        };
        self.clear(ended).await;
    }

    /// Removes the sandbox and has the checks run if something was handed in; later, if the engine
    /// is away.
    async fn clear(self: &Arc<Self>, ended: Ended) {
        let Ended {
            session,
            ref scenario,
            state,
        } = ended;
        let removed = async {
            let docker = self.parts.docker.get().await?;
            docker.remove(&sandbox_name(session)).await?;
            self.clear_away(session, scenario)
        };
        if let Err(error) = removed.await {
            tracing::warn!(%session, %error, "its sandbox could not be removed yet");
            self.uncleared.lock().await.push(ended);
        } else if state == SessionState::Submitted {
            self.check_later(session);
        } else {
            self.forget_kept(session);
        }
    }

    /// Tries again what the engine did not do when sessions ended.
    pub(super) async fn clear_again(self: &Arc<Self>) {
        let uncleared = std::mem::take(&mut *self.uncleared.lock().await);
        for ended in uncleared {
            self.clear(ended).await;
        }
    }

    async fn freeze(&self, session: SessionId) -> Result<(), SessionError> {
        let docker = self.parts.docker.get().await?;
        Ok(docker.pause(&sandbox_name(session)).await?)
    }

    async fn keep_ending(
        &self,
        record: &SessionRecord,
        trace: &TraceLog,
        ending: &Ending,
    ) -> Result<(), SessionError> {
        let (session, store) = (record.id, &self.parts.store);
        let ended_at = Instant::now();
        trace.clock().end(ended_at);
        store
            .set_submission(session, ended_at, ending.final_note())
            .await?;
        store
            .advance_session(session, record.state, ending.state())
            .await?;
        Ok(())
    }

    /// The candidate, or the practitioner of this name, ends a session, or an invitation that was
    /// not used. A practitioner has to say why.
    pub async fn withdraw(
        self: &Arc<Self>,
        session: SessionId,
        by: Option<&str>,
        reason: &str,
    ) -> Result<(), SessionError> {
        let reason = match by {
            Some(_) => reason_of(reason)?,
            None => within_limit(reason)?,
        };
        let by = by.map(str::to_owned);
        let _turn = self.turn(session).await;
        let record = self.reload(session).await?;
        let ending = Ending::Withdrawn {
            by: by.clone(),
            reason: reason.clone(),
        };
        match (record.state, self.running(session).await) {
            (SessionState::Running, Some(running)) => {
                return self.end_running(&record, &running, ending).await;
            }
            (SessionState::Running, None) => {
                return self.end_without_sandbox(&record, ending).await;
            }
            (SessionState::Invited | SessionState::Consented, _) => {}
            (state, _) => return Err(SessionError::WrongState(state)),
        }
        let trace = self.trace(&record).await?;
        let (actor, body) = withdrawn(by, reason, None);
        trace.append(Entry::new(actor, body)).await?;
        self.keep_ending(&record, &trace, &ending).await?;
        if let Err(error) = self.seal(session).await {
            tracing::error!(%session, %error, "the trace's end could not be signed yet");
        }
        if let Err(error) = self.cool_down(session).await {
            tracing::warn!(%session, %error, "a frozen sandbox could not be removed yet");
        }
        self.layouts.forget(session).await;
        Ok(self.parts.sandbox_directory(session).remove()?)
    }

    /// A service that was killed right after the event of a withdrawal has not kept it.
    pub(super) async fn keep_withdrawals(&self) -> Result<(), SessionError> {
        let store = &self.parts.store;
        for state in [SessionState::Invited, SessionState::Consented] {
            for record in store.sessions_in(state).await? {
                let events = store.events_of_kind(record.id, "session.withdrawn").await?;
                if let Some(event) = events.last() {
                    let at = record.created_at.plus(event.at);
                    store.set_submission(record.id, at, "").await?;
                    let to = SessionState::Withdrawn;
                    store.advance_session(record.id, state, to).await?;
                }
            }
        }
        Ok(())
    }
}
