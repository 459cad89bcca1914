//! How a session ends: handed in, out of time, or withdrawn. The event is authoritative: what
//! follows it is done again after a crash.

use std::sync::Arc;

use super::clearing::seal_and_clear;
use super::handing_in::{Unrecorded, ask_last_questions, thaw, works_no_more};
use super::last_scan::{IfUnread, last_workspace};
use crate::domain::event::{Actor, EventBody, SessionWithdrawn};
use crate::domain::ids::SessionId;
use crate::domain::payload::BlobRef;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::recorder::files::snapshot::Snapshot;
use crate::session::clock::pausing::{PauseEnd, record_end_of_pause};
use crate::session::clock::reading::clock_of;
use crate::session::context::{Context, Running, SessionError, sandbox_name};
use crate::session::live::drafts::{hand_in_drafts, refuse_older_note};
use crate::trace::{Appended, Entry, TraceLog};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// `note`: the final note. `known`: the revision of its draft that the candidate's page knows.
    HandedIn {
        note: String,
        known: u64,
        unrecorded: Unrecorded,
    },
    TimeUp,
    /// Nothing is handed in. `by`: the practitioner who did it; `None` if it was the candidate.
    Withdrawn {
        by: Option<String>,
        reason: String,
    },
}

impl Ending {
    /// `last_words`: the final note, finished or not.
    fn event(&self, workspace: BlobRef, last_words: Option<String>) -> (Actor, EventBody) {
        match self.clone() {
            Self::HandedIn { .. } => (
                Actor::Candidate,
                EventBody::SessionSubmitted {
                    final_note: last_words.unwrap_or_default(),
                    workspace,
                },
            ),
            Self::TimeUp => (
                Actor::System,
                EventBody::SessionExpired {
                    workspace,
                    unfinished_note: last_words,
                },
            ),
            Self::Withdrawn { by, reason } => withdrawn(by, reason, Some(workspace)),
        }
    }

    fn if_unread(&self, stopped: bool) -> IfUnread {
        match self {
            Self::HandedIn {
                unrecorded: Unrecorded::Asks,
                ..
            } => IfUnread::Ask { stopped },
            Self::HandedIn { .. } | Self::Withdrawn { .. } => IfUnread::AsRecorded,
            Self::TimeUp => IfUnread::AsRecordedAfterATry,
        }
    }

    /// The session's state after this.
    pub fn state(&self) -> SessionState {
        match self {
            Self::HandedIn { .. } | Self::TimeUp => SessionState::Submitted,
            Self::Withdrawn { .. } => SessionState::Withdrawn,
        }
    }
}

/// The event of a withdrawal, and its actor.
pub fn withdrawn(
    by: Option<String>,
    reason: String,
    workspace: Option<BlobRef>,
) -> (Actor, EventBody) {
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

/// Ends a session: freezes the sandbox, records the workspace, removes the sandbox, and starts the
/// checks if something was handed in.
pub async fn end(
    context: &Arc<Context>,
    session: SessionId,
    ending: Ending,
) -> Result<(), SessionError> {
    let _turn = context.turn(session).await;
    let record = context.reload(session).await?;
    let running = context.running(session).await;
    let (SessionState::Running, Some(running)) = (record.state, running) else {
        return Err(SessionError::WrongState(record.state));
    };
    end_running(context, &record, &running, ending).await
}

/// The caller must have the session's turn.
pub async fn end_running(
    context: &Arc<Context>,
    record: &SessionRecord,
    running: &Running,
    ending: Ending,
) -> Result<(), SessionError> {
    let session = record.id;
    // No inject or question may follow the event that ends the session.
    let _nothing_happens = running.hold_due().await;
    let clock = clock_of(context, record).await?;
    // More time may have been given after the caller looked at the clock.
    if ending == Ending::TimeUp && !clock.is_over(Timestamp::now()) {
        return Ok(());
    }
    if let Ending::HandedIn { note, known, .. } = &ending {
        refuse_older_note(context, session, *known, note).await?;
    }
    let paused = clock.pauses.since.is_some();
    if !paused && let Err(error) = freeze(context, session).await {
        // A sandbox that died, or whose engine is gone, runs nothing.
        tracing::warn!(%session, %error, "the sandbox could not be frozen");
    }
    let workspace = workspace_at_the_end(context, running, &ending, paused).await?;
    // Only now: if the workspace cannot be read, the pause continues.
    if paused {
        record_end_of_pause(context, session, running, clock, PauseEnd::SessionEnds).await?;
    }
    // Only now: a candidate who could not hand in continues to work, and must not have read them.
    if matches!(ending, Ending::HandedIn { .. }) {
        ask_last_questions(running).await?;
    }
    let last_words = last_words(context, session, &running.trace, &ending).await?;
    let (workspace, content) = workspace.to_blob();
    let (actor, body) = ending.event(workspace, last_words.clone());
    let entry = Entry::new(actor, body).with_contents(vec![content]);
    let ended = running.trace.append(entry).await?;
    keep_ending(context, record, &running.trace, &ending, ended, last_words).await?;
    context.running.lock().await.remove(&session);
    running.stop().await;
    seal_and_clear(context, record, ending.state()).await;
    Ok(())
}

/// Freezes the sandbox and reads the workspace. If that fails and the candidate must be asked, the
/// sandbox runs again, unless it was already stopped for good.
async fn workspace_at_the_end(
    context: &Context,
    running: &Running,
    ending: &Ending,
    paused: bool,
) -> Result<Snapshot, SessionError> {
    // Only who can be asked is told, so that damage in the trace keeps no session from ending.
    let asked = matches!(ending, Ending::HandedIn { .. });
    let stopped = asked && (paused || works_no_more(running).await?);
    let (store, session) = (&context.parts.store, running.session);
    let workspace = last_workspace(store, session, &running.files, ending.if_unread(stopped)).await;
    if matches!(workspace, Err(SessionError::NotRead { stopped: false, .. })) {
        thaw(context, running).await;
    }
    workspace
}

/// Returns the final note, finished or not, and records the answers that were typed.
async fn last_words(
    context: &Context,
    session: SessionId,
    trace: &TraceLog,
    ending: &Ending,
) -> Result<Option<String>, SessionError> {
    match ending {
        Ending::HandedIn { note, .. } => {
            hand_in_drafts(context, session, trace, false).await?;
            Ok(Some(note.clone()))
        }
        Ending::TimeUp => hand_in_drafts(context, session, trace, true).await,
        Ending::Withdrawn { .. } => Ok(None),
    }
}

async fn freeze(context: &Context, session: SessionId) -> Result<(), SessionError> {
    let docker = context.parts.docker.get().await?;
    Ok(docker.pause(&sandbox_name(session)).await?)
}

/// Stores, beside the trace, that the session has ended with the event `ended`.
pub async fn keep_ending(
    context: &Context,
    record: &SessionRecord,
    trace: &TraceLog,
    ending: &Ending,
    ended: Appended,
    last_words: Option<String>,
) -> Result<(), SessionError> {
    let (session, store) = (record.id, &context.parts.store);
    // The same time that a restarted service would read from the trace.
    let ended_at = record.created_at.plus(ended.at);
    trace.clock().end(ended_at);
    trace.forget_projections().await;
    store
        .set_submission(session, ended_at, &last_words.unwrap_or_default())
        .await?;
    store
        .advance_session(session, record.state, ending.state())
        .await?;
    Ok(())
}
