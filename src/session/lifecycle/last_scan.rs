//! The last scan of a workspace, and what is handed in if the scan fails.

use std::time::Duration;

use crate::domain::ids::SessionId;
use crate::recorder::files::snapshot::Snapshot;
use crate::recorder::files::{Files, FilesError};
use crate::session::context::SessionError;
use crate::store::Store;

/// Between two scans when nobody can be asked.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfUnread {
    /// The session does not end: the candidate is told and decides. `stopped`: their sandbox was
    /// already stopped for good.
    Ask { stopped: bool },
    /// The session ends with the workspace as it was last recorded, and the trace says that it
    /// could not be read.
    AsRecorded,
    /// The same, after a second try: there is nobody to ask.
    AsRecordedAfterATry,
}

/// The workspace at the end of a session.
pub async fn last_workspace(
    store: &Store,
    session: SessionId,
    files: &Files,
    if_unread: IfUnread,
) -> Result<Snapshot, SessionError> {
    let error = match files.snapshot().await {
        Ok(snapshot) => return Ok(snapshot),
        Err(error) => error,
    };
    tracing::error!(%session, %error, "the last scan of the workspace failed");
    match if_unread {
        IfUnread::Ask { stopped } => return Err(not_read(error, stopped)),
        IfUnread::AsRecorded => {}
        IfUnread::AsRecordedAfterATry => {
            tokio::time::sleep(PAUSE).await;
            if let Ok(snapshot) = files.snapshot().await {
                return Ok(snapshot);
            }
        }
    }
    if let FilesError::Trace(closed) = error {
        return Err(closed.into());
    }
    Ok(Snapshot::from_trace(store, session).await?)
}

/// What the candidate is told. A closed trace is a different problem from an unreadable workspace.
pub fn not_read(error: FilesError, stopped: bool) -> SessionError {
    match error {
        FilesError::Trace(closed) => closed.into(),
        error => SessionError::NotRead {
            why: error.words(),
            stopped,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::domain::session_record::SessionRecord;
    use crate::domain::token::Token;
    use crate::recorder::files::{self, Standing};
    use crate::trace::{TraceClock, TraceLog};

    /// One file was recorded, then the workspace's recorder ended, as after an error inside it.
    async fn unread() -> (tempfile::TempDir, Store, SessionId, Files) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("workspace");
        std::fs::create_dir(&workspace).unwrap();
        let store = Store::open(&folder.path().join("test.sqlite3")).await;
        let store = store.unwrap();
        let record = SessionRecord::invited_in_test();
        let token = Token::generate().digest();
        store.create_session(&record, token).await.unwrap();
        let clock = Arc::new(TraceClock::new(record.created_at, None, 0));
        let trace = TraceLog::open(store.clone(), record.id, clock).await;
        let standing = Standing::from_trace(&store, record.id, Snapshot::default()).await;
        let stop = CancellationToken::new();
        let started = files::start(&workspace, standing.unwrap(), trace.unwrap(), stop.clone());
        let (files, task) = started.unwrap();
        let task = tokio::spawn(task);
        std::fs::write(workspace.join("recorded"), "x").unwrap();
        files.snapshot().await.unwrap();
        stop.cancel();
        task.await.unwrap();
        std::fs::write(workspace.join("later"), "x").unwrap();
        (folder, store, record.id, files)
    }

    #[tokio::test]
    async fn a_candidate_whose_workspace_cannot_be_read_is_told_so_and_not_of_a_closed_trace() {
        let (_folder, store, session, files) = unread().await;
        for stopped in [false, true] {
            let if_unread = IfUnread::Ask { stopped };
            let refused = last_workspace(&store, session, &files, if_unread).await;
            let refused = refused.unwrap_err();
            assert!(!refused.to_string().contains("trace"), "{refused}");
            let told =
                matches!(&refused, SessionError::NotRead { stopped: it, .. } if *it == stopped);
            assert!(told, "{refused:?}");
        }
    }

    #[tokio::test]
    async fn what_was_recorded_is_handed_in_without_what_could_not_be_read() {
        let (_folder, store, session, files) = unread().await;
        for if_unread in [IfUnread::AsRecorded, IfUnread::AsRecordedAfterATry] {
            let workspace = last_workspace(&store, session, &files, if_unread).await;
            let names: Vec<_> = workspace.unwrap().0.into_keys().collect();
            assert_eq!(names, ["recorded"], "{if_unread:?}");
        }
    }
}
