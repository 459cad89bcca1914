//! What follows the end of a session: its trace is signed, its sandbox is removed, and what was
//! handed in is checked.

use std::sync::Arc;

use super::checking::check_later;
use super::kept::{clear_away, forget_kept};
use super::sealing::seal;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::session::context::{Context, Ended, sandbox_name};

/// Call after the end is recorded. Nothing here can undo the end, so failures are logged and tried
/// again later.
pub async fn seal_and_clear(context: &Arc<Context>, record: &SessionRecord, state: SessionState) {
    let session = record.id;
    context.restarts.forget(session);
    context.draft_rates.forget(session);
    // A trace that cannot be signed now is signed with the checks, or by the next start.
    if let Err(error) = seal(context, session).await {
        tracing::error!(%session, %error, "the trace's end could not be signed yet");
    }
    if let Err(error) = context.parts.store.forget_terminals(session).await {
        tracing::warn!(%session, %error, "stored terminals of an ended session could not be deleted");
    }
    clear(context, Ended::of(record.clone(), state)).await;
}

/// Removes the sandbox, then starts the checks if something was handed in. If the engine does not
/// answer, both are done later.
pub async fn clear(context: &Arc<Context>, ended: Ended) {
    let Ended { ref record, state } = ended;
    let session = record.id;
    let removed = async {
        let docker = context.parts.docker.get().await?;
        docker.remove(&sandbox_name(session)).await?;
        clear_away(context, record).await
    };
    if let Err(error) = removed.await {
        tracing::warn!(%session, %error, "the sandbox of an ended session could not be removed yet");
        context.uncleared.add(ended).await;
    } else if state == SessionState::Submitted {
        check_later(context, session);
    } else {
        forget_kept(context, session).await;
    }
}

/// Tries again to clear sessions that ended while the engine did not answer.
pub async fn clear_again(context: &Arc<Context>) {
    let uncleared = context.uncleared.take().await;
    for ended in uncleared {
        clear(context, ended).await;
    }
}
