//! The end of a sitting: by the candidate, or by the clock.

use std::sync::Arc;
use std::time::Duration;

use super::conduct::{Conductor, SessionError, sandbox_name};
use super::pausing::PauseEnd;
use crate::domain::event::{Actor, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::time::Instant;
use crate::trace::Entry;

/// Characters of the final note.
pub const FINAL_NOTE_LIMIT: usize = 20_000;
/// How exact the clock's end is.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between two signs of life in the database.
const SIGN_OF_LIFE: u32 = 3;

impl Conductor {
    /// The candidate hands in.
    pub async fn submit(
        self: &Arc<Self>,
        session: SessionId,
        final_note: &str,
    ) -> Result<(), SessionError> {
        if final_note.chars().count() > FINAL_NOTE_LIMIT {
            let reason = format!("The final note has at most {FINAL_NOTE_LIMIT} characters.");
            return Err(SessionError::Refused(reason));
        }
        self.ask_final_questions(session).await?;
        self.end(session, Some(final_note)).await
    }

    /// Ends a session: freezes the sandbox, records how the workspace is, removes the sandbox, and
    /// has the checks run. The event is what counts: what follows it is done again after a crash.
    async fn end(
        self: &Arc<Self>,
        session: SessionId,
        final_note: Option<&str>,
    ) -> Result<(), SessionError> {
        let _turn = self.turn(session).await;
        let record = self.reload(session).await?;
        let running = self.running(session).await;
        let (SessionState::Running, Some(running)) = (record.state, running) else {
            return Err(SessionError::WrongState(record.state));
        };
        // Nothing happens to a candidate after the event that ends the session.
        let _nothing_happens = running.hold_moments().await;
        let clock = self.clock_of(&record).await?;
        // The clock may have been set after it was looked at.
        if final_note.is_none() && !clock.is_over(Instant::now()) {
            return Ok(());
        }
        let docker = self.parts.docker.get().await?;
        let name = sandbox_name(session);
        if clock.pauses.since.is_some() {
            self.record_end_of_pause(session, &running, clock, PauseEnd::SessionEnds)
                .await?;
        } else if let Err(error) = docker.pause(&name).await {
            // A sandbox that died on its own stands still as well.
            tracing::warn!(%session, %error, "the sandbox could not be frozen");
        }
        let snapshot = running.files.snapshot().await?;
        let (workspace, content) = snapshot.to_blob();
        let (actor, body) = match final_note {
            Some(note) => {
                let final_note = note.to_owned();
                (
                    Actor::Candidate,
                    EventBody::SessionSubmitted {
                        final_note,
                        workspace,
                    },
                )
            }
            None => (Actor::System, EventBody::SessionExpired { workspace }),
        };
        let entry = Entry::new(actor, body).with_contents(vec![content]);
        running.trace.append(entry).await?;
        let ended_at = Instant::now();
        running.trace.clock().end(ended_at);
        self.parts
            .store
            .set_submission(session, ended_at, final_note.unwrap_or_default())
            .await?;
        let (from, to) = (SessionState::Running, SessionState::Submitted);
        self.parts.store.advance_session(session, from, to).await?;
        self.running.lock().await.remove(&session);
        self.restarts.forget(session);
        running.stop().await;
        // What is not signed now is signed with the checks, or by the next start.
        if let Err(error) = self.seal(session).await {
            tracing::error!(%session, %error, "the trace's end could not be signed yet");
        }
        docker.remove(&name).await?;
        self.clear_away(session, &record.scenario)?;
        self.check_later(session);
        Ok(())
    }

    /// Ends sessions whose time is up, and leaves signs of life, until the service stops.
    pub async fn keep_time(self: Arc<Self>) {
        let mut ticks = tokio::time::interval(TICK);
        let mut count: u32 = 0;
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                _ = ticks.tick() => {}
            }
            count = count.wrapping_add(1);
            if count.is_multiple_of(SIGN_OF_LIFE) {
                self.leave_signs_of_life().await;
            }
            self.end_overdue().await;
            self.end_used_up_pauses().await;
        }
    }

    /// Only for sessions that run here: one that could not be resumed yet gets its time back.
    async fn leave_signs_of_life(&self) {
        let running: Vec<_> = self.running.lock().await.keys().copied().collect();
        for session in running {
            if let Err(error) = self
                .parts
                .store
                .touch_session(session, Instant::now())
                .await
            {
                tracing::warn!(%session, %error, "no sign of life could be left");
            }
        }
    }

    async fn end_overdue(self: &Arc<Self>) {
        let now = Instant::now();
        let running: Vec<_> = self.running.lock().await.keys().copied().collect();
        for session in running {
            let clock = match self.reload(session).await {
                Ok(record) => record.clock(),
                Err(error) => {
                    tracing::error!(%session, %error, "the deadline is not known");
                    continue;
                }
            };
            if clock.is_some_and(|clock| clock.is_over(now))
                && let Err(error) = self.end(session, None).await
            {
                tracing::error!(%session, %error, "the session could not be ended");
            }
        }
    }
}
