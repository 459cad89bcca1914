//! What follows the end of a session: its trace is signed, its sandbox removed, and what was handed
//! in is checked.

use std::sync::Arc;

use super::checking::check_later;
use super::kept::{clear_away, forget_kept};
use super::sealing::seal;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::session::context::{Context, Ended, sandbox_name};

/// What follows an end that is recorded. None of it can undo the end, so nothing of it fails:
/// it is tried again.
pub async fn seal_and_clear(context: &Arc<Context>, record: &SessionRecord, state: SessionState) {
    let session = record.id;
    context.restarts.forget(session);
    context.draft_rates.forget(session);
    // What is not signed now is signed with the checks, or by the next start.
    if let Err(error) = seal(context, session).await {
        tracing::error!(%session, %error, "the trace's end could not be signed yet");
    }
    if let Err(error) = context.parts.store.forget_terminals(session).await {
        tracing::warn!(%session, %error, "what was kept of its terminals stays");
    }
    clear(context, Ended::of(record.clone(), state)).await;
}

/// Removes the sandbox and has the checks run if something was handed in; later, if the engine
/// is away.
pub async fn clear(context: &Arc<Context>, ended: Ended) {
    let Ended { ref record, state } = ended;
    let session = record.id;
    let removed = async {
        let docker = context.parts.docker.get().await?;
        docker.remove(&sandbox_name(session)).await?;
        clear_away(context, record).await
    };
    if let Err(error) = removed.await {
        tracing::warn!(%session, %error, "its sandbox could not be removed yet");
        context.uncleared.add(ended).await;
    } else if state == SessionState::Submitted {
        check_later(context, session);
    } else {
        forget_kept(context, session).await;
    }
}

/// Tries again what the engine did not do when sessions ended.
pub async fn clear_again(context: &Arc<Context>) {
    let uncleared = context.uncleared.take().await;
    for ended in uncleared {
        clear(context, ended).await;
    }
}
