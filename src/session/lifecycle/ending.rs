//! How a session ends: handed in, out of time, or withdrawn. The event decides: what follows it is done
//! again after a crash.

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

/// How a session ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The candidate hands in, with these words. `known`: the draft of them that their page knows.
    HandedIn {
        note: String,
        known: u64,
        unrecorded: Unrecorded,
    },
    /// The clock.
    TimeUp,
    /// Nothing is handed in. A practitioner's name, if it was one.
    Withdrawn { by: Option<String>, reason: String },
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

    /// What the session is then.
    pub fn state(&self) -> SessionState {
        match self {
            Self::HandedIn { .. } | Self::TimeUp => SessionState::Submitted,
            Self::Withdrawn { .. } => SessionState::Withdrawn,
        }
    }
}

/// The event of a withdrawal, and who brings it about.
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

/// Ends a session: freezes the sandbox, records how the workspace is, removes the sandbox, and
/// has the checks run if something was handed in.
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

/// Only within a turn of the session.
pub async fn end_running(
    context: &Arc<Context>,
    record: &SessionRecord,
    running: &Running,
    ending: Ending,
) -> Result<(), SessionError> {
    let session = record.id;
    // Nothing happens to a candidate after the event that ends the session.
    let _nothing_happens = running.hold_due().await;
    let clock = clock_of(context, record).await?;
    // The clock may have been set after it was looked at.
    if ending == Ending::TimeUp && !clock.is_over(Timestamp::now()) {
        return Ok(());
    }
    if let Ending::HandedIn { note, known, .. } = &ending {
        refuse_older_note(context, session, *known, note).await?;
    }
    let paused = clock.pauses.since.is_some();
    if !paused && let Err(error) = freeze(context, session).await {
        // Nothing runs in a sandbox that died on its own, or whose engine is gone.
        tracing::warn!(%session, %error, "the sandbox could not be frozen");
    }
    let workspace = workspace_at_the_end(context, running, &ending, paused).await?;
    // Only now: if the workspace cannot be read, the pause continues.
    if paused {
        record_end_of_pause(context, session, running, clock, PauseEnd::SessionEnds).await?;
    }
    // Only now: a candidate who could not hand in works on, and must not have read them.
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

/// The frozen workspace. If that fails and the candidate is to be asked, a sandbox that was not stopped for
/// good before runs again.
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

/// The final note, finished or not; answers that were typed are recorded.
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

/// Keeps beside the trace that the session has ended, with the event `ended`.
pub async fn keep_ending(
    context: &Context,
    record: &SessionRecord,
    trace: &TraceLog,
    ending: &Ending,
    ended: Appended,
    last_words: Option<String>,
) -> Result<(), SessionError> {
    let (session, store) = (record.id, &context.parts.store);
    // As a service reads it from the trace that was killed before this.
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
