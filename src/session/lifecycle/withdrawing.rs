//! Withdrawing: nothing is handed in, and nothing is checked.

use std::sync::Arc;
use std::time::Duration;

use super::clearing::seal_and_clear;
use super::ending::{Ending, end_running, keep_ending, withdrawn};
use super::prepared::PreparedSandboxes;
use super::sealing::seal;
use crate::domain::ids::SessionId;
use crate::domain::payload::BlobRef;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::recorder::files::snapshot::Snapshot;
use crate::session::clock::reading::clock_of;
use crate::session::clock::reason::{reason_of, within_limit};
use crate::session::context::{Context, SessionError};
use crate::trace::Entry;

/// How long reading the workspace of a session that does not run may take. Whoever withdraws is
/// waiting.
const READING: Duration = Duration::from_secs(10);

/// Withdraws a session, or an unused invitation. `by`: the practitioner who does it, who must give
/// a reason; `None` if it is the candidate.
pub async fn withdraw(
    context: &Arc<Context>,
    prepared: &PreparedSandboxes,
    session: SessionId,
    by: Option<&str>,
    reason: &str,
) -> Result<(), SessionError> {
    let reason = match by {
        Some(_) => reason_of(reason)?,
        None => within_limit(reason)?,
    };
    let by = by.map(str::to_owned);
    let _turn = context.turn(session).await;
    let record = context.reload(session).await?;
    let ending = Ending::Withdrawn {
        by: by.clone(),
        reason: reason.clone(),
    };
    match (record.state, context.running(session).await) {
        (SessionState::Running, Some(running)) => {
            return end_running(context, &record, &running, ending).await;
        }
        (SessionState::Running, None) => {
            return withdraw_without_sandbox(context, &record, by, reason).await;
        }
        (SessionState::Invited | SessionState::Consented, _) => {}
        (state, _) => return Err(SessionError::WrongState(state)),
    }
    let trace = context.trace(&record).await?;
    let (actor, body) = withdrawn(by, reason, None);
    let ended = trace.append(Entry::new(actor, body)).await?;
    keep_ending(context, &record, &trace, &ending, ended, None).await?;
    if let Err(error) = seal(context, session).await {
        tracing::error!(%session, %error, "the trace's end could not be signed yet");
    }
    if let Err(error) = prepared.cool_down(context, session).await {
        tracing::warn!(%session, %error, "a frozen sandbox could not be removed yet");
    }
    prepared.forget(session).await;
    Ok(context
        .parts
        .sandbox_directory(session)
        .remove_apart()
        .await?)
}

/// Withdraws a session whose sandbox does not run, with its workspace as the trace has it. If that
/// cannot be read, which may be why the session does not run, it is left out. The caller must have
/// the session's turn.
async fn withdraw_without_sandbox(
    context: &Arc<Context>,
    record: &SessionRecord,
    by: Option<String>,
    reason: String,
) -> Result<(), SessionError> {
    let (workspace, content) = workspace_in_trace(context, record.id).await.unzip();
    let (actor, body) = withdrawn(by.clone(), reason.clone(), workspace);
    let trace = context.trace(record).await?;
    match clock_of(context, record).await {
        Ok(clock) => trace.clock().follow(clock),
        // The clock stays as the session's row has it.
        Err(error) => {
            tracing::warn!(session = %record.id, %error, "the session's clock could not be read");
        }
    }
    let entry = Entry::new(actor, body).with_contents(content.into_iter().collect());
    let ended = trace.append(entry).await?;
    let ending = Ending::Withdrawn { by, reason };
    keep_ending(context, record, &trace, &ending, ended, None).await?;
    seal_and_clear(context, record, ending.state()).await;
    Ok(())
}

/// The workspace as the trace has it; `None` if it cannot be read in time.
async fn workspace_in_trace(context: &Context, session: SessionId) -> Option<(BlobRef, Vec<u8>)> {
    let reading = Snapshot::from_trace(&context.parts.store, session);
    match tokio::time::timeout(READING, reading).await {
        Ok(Ok(snapshot)) => return Some(snapshot.to_blob()),
        Ok(Err(error)) => tracing::warn!(%session, %error, "withdrawn without its workspace"),
        Err(_) => tracing::warn!(%session, "withdrawn before its workspace was read"),
    }
    None
}
