//! A candidate's `/data` after the hand-in, kept for live checks until they are done.
//!
//! The folder is renamed, not copied, and then moves into the sandbox of the live checks. So it
//! exists only once: if the service stops while a live check uses it, it is lost, and the live
//! checks report that.

use std::path::PathBuf;
use std::sync::Arc;

use super::discarding::{discard, remove_later};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_record::SessionRecord;
use crate::sandbox::removal::remove_apart;
use crate::scenario::Scenario;
use crate::scenario::check_spec::Place;
use crate::session::context::{Context, Parts, SessionError, sandbox_name};

pub fn place(parts: &Parts, session: SessionId) -> PathBuf {
    parts.data_dir.join("kept").join(sandbox_name(session))
}

/// Removes what a session's sandbox leaves on the disk, except what live checks need. The container
/// must no longer exist. Idempotent.
pub async fn clear_away(
    context: &Arc<Context>,
    record: &SessionRecord,
) -> Result<(), SessionError> {
    keep_stores(context, record).await?;
    let directory = context.parts.sandbox_directory(record.id);
    if let Some(discarded) = discard(&context.parts, directory.path())? {
        remove_later(context, vec![discarded]);
    }
    Ok(())
}

/// Keeps what live checks need of a session. The container must no longer exist. Idempotent.
pub async fn keep_stores(context: &Context, record: &SessionRecord) -> Result<(), SessionError> {
    let data = context.parts.sandbox_directory(record.id).data();
    // A scenario that cannot be read has no checks to run.
    let scenario = context.scenario(record).await;
    let live = scenario.is_ok_and(|it| has_live_checks(&it));
    let kept = place(&context.parts, record.id);
    if live && !kept.exists() && data.exists() {
        std::fs::create_dir_all(context.parts.data_dir.join("kept"))?;
        std::fs::rename(data, &kept)?;
    }
    Ok(())
}

/// Call it once the session's checks are done.
pub async fn forget_kept(context: &Context, session: SessionId) {
    remove(place(&context.parts, session)).await;
}

/// Removes the kept data of sessions that are not waiting for checks.
pub async fn forget_all_kept(context: &Context) -> Result<(), SessionError> {
    let mut waiting = Vec::new();
    for state in [SessionState::Running, SessionState::Submitted] {
        let sessions = context.parts.store.sessions_in(state).await?;
        waiting.extend(
            sessions
                .iter()
                .map(|record| place(&context.parts, record.id)),
        );
    }
    let Ok(entries) = std::fs::read_dir(context.parts.data_dir.join("kept")) else {
        return Ok(());
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if !waiting.contains(&path) {
            remove(path).await;
        }
    }
    Ok(())
}

fn has_live_checks(scenario: &Scenario) -> bool {
    let checks = &scenario.manifest.check;
    checks.iter().any(|check| check.r#where == Place::Live)
}

async fn remove(path: PathBuf) {
    if let Err(error) = remove_apart(path.clone()).await {
        tracing::warn!(path = %path.display(), %error, "kept data could not be removed");
    }
}
