//! One commit for all sessions that wait for one. A commit costs the wait for the disk, whatever is in it,
//! so all jobs that arrive during a commit share the next one.
//!
//! Order: a trace's writer has one job in line at a time, and jobs are committed in the order in which
//! they came.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::{mpsc, oneshot};

use super::error::StoreError;
use super::rows::blob::{self, Packed};
use super::rows::event::{self, StoredEvent};
use super::rows::left_out::{self, LeftOutRow};
use super::writing::WRITING;
use crate::domain::ids::SessionId;

/// Jobs in the queue; beyond that, senders wait.
const QUEUE: usize = 256;
/// Events and bytes after which no more is taken into a commit.
const EVENTS_TOGETHER: usize = 128;
const BYTES_TOGETHER: usize = 1 << 20;
/// Bytes: with less than this left, SQLite cannot even enlarge the index of its log.
const LEFT_ON_A_FULL_DISK: u64 = 64 << 10;

/// What one session appends, all or nothing.
pub(super) struct Job {
    pub session: SessionId,
    pub events: Arc<[StoredEvent]>,
    pub contents: Vec<Packed>,
    pub counts: Vec<LeftOutRow>,
    pub done: oneshot::Sender<Result<(), StoreError>>,
}

/// Where jobs are taken. The task ends with the last sender.
pub(super) type Commits = mpsc::Sender<Job>;

/// Starts the task that commits. `folder` holds the database.
pub(super) fn start(writer: SqlitePool, folder: &Path) -> Commits {
    let (sender, jobs) = mpsc::channel(QUEUE);
    tokio::spawn(run(writer, folder.to_owned(), jobs));
    sender
}

async fn run(writer: SqlitePool, folder: PathBuf, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.recv().await {
        let connection = match writer.acquire().await {
            Ok(connection) => connection,
            Err(error) => {
                let _ = first.done.send(Err(error.into()));
                continue;
            }
        };
        // Only now, so that jobs that came while somebody else wrote are included.
        commit(&writer, &folder, connection, together(first, &mut jobs)).await;
    }
}

fn together(first: Job, jobs: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let mut group = vec![first];
    let (mut events, mut bytes) = (0, 0);
    loop {
        let latest = &group[group.len() - 1];
        events += latest.events.len();
        bytes += event::size_of(&latest.events, &latest.contents);
        if events >= EVENTS_TOGETHER || bytes >= BYTES_TOGETHER {
            return group;
        }
        match jobs.try_recv() {
            Ok(job) => group.push(job),
            Err(_) => return group,
        }
    }
}

/// Commits a group at once. If that fails, one job may be the cause, so each is tried alone and gets its
/// own result.
async fn commit(
    writer: &SqlitePool,
    folder: &Path,
    connection: PoolConnection<Sqlite>,
    group: Vec<Job>,
) {
    let mut connection = Some(connection);
    if group.len() > 1 {
        let mut taken = connection.take();
        if let Some(taken) = &mut taken
            && write(taken, &group).await.is_ok()
        {
            for job in group {
                let _ = job.done.send(Ok(()));
            }
            return;
        }
        discard(taken).await;
    }
    for job in group {
        let written = match connection.take() {
            Some(connection) => alone(connection, &job).await,
            None => match writer.acquire().await {
                Ok(connection) => alone(connection, &job).await,
                Err(error) => Err(error.into()),
            },
        };
        let written = written.map_err(|error| named(error, folder));
        // An appender that stopped waiting has its events stored all the same.
        let _ = job.done.send(written);
    }
}

/// SQLite calls some failures on a full disk failed I/O, and keeps the system's error to itself.
fn named(error: StoreError, folder: &Path) -> StoreError {
    match error {
        StoreError::Io(cause) if is_full(folder) => StoreError::DiskFull(cause),
        error => error,
    }
}

fn is_full(folder: &Path) -> bool {
    rustix::fs::statvfs(folder)
        .is_ok_and(|it| it.f_bavail.saturating_mul(it.f_frsize) < LEFT_ON_A_FULL_DISK)
}

async fn alone(mut connection: PoolConnection<Sqlite>, job: &Job) -> Result<(), StoreError> {
    let written = write(&mut connection, std::slice::from_ref(job)).await;
    if written.is_err() {
        discard(Some(connection)).await;
    }
    written
}

/// On a full disk SQLite ends the transaction by itself, and the client does not notice. If the connection
/// were used again, it would wait for ever after some tries.
async fn discard(connection: Option<PoolConnection<Sqlite>>) {
    if let Some(connection) = connection {
        let _ = connection.close().await;
    }
}

async fn write(connection: &mut SqliteConnection, group: &[Job]) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with(WRITING).await?;
    for job in group {
        put(&mut transaction, job).await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn put(transaction: &mut Transaction<'_, Sqlite>, job: &Job) -> Result<(), StoreError> {
    for content in &job.contents {
        blob::put(transaction, job.session, content).await?;
    }
    event::put(transaction, job.session, &job.events).await?;
    left_out::put(transaction, job.session, &job.counts).await
}

#[cfg(test)]
mod tests {
    use crate::domain::ids::{Digest, SessionId};
    use crate::domain::session_record::SessionRecord;
    use crate::events::StoredEvent;
    use crate::{Store, StoreError};

    fn event(session: SessionId, seq: u64) -> StoredEvent {
        StoredEvent {
            session,
            seq,
            kind: "brief.opened".into(),
            at: 1,
            body: b"{}".to_vec(),
            prev: Digest([0; 32]),
            hash: Digest([1; 32]),
        }
    }

    async fn session(store: &Store) -> SessionId {
        let record = SessionRecord::invited_in_test();
        store
            .create_session(&record, Digest::of(record.id.to_string().as_bytes()))
            .await
            .unwrap();
        record.id
    }

    async fn contents(store: &Store, session: SessionId) -> Vec<Vec<u8>> {
        sqlx::query_scalar("SELECT digest FROM session_blob WHERE session = ?")
            .bind(session.to_string())
            .fetch_all(&store.pool)
            .await
            .unwrap()
    }

    /// A disk that is full for a moment, while something else than a trace is written.
    #[tokio::test]
    async fn a_transaction_that_the_disk_ended_keeps_nobody_from_writing_later() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("assay.sqlite3"))
            .await
            .unwrap();
        let session = session(&store).await;
        let mut connection = store.writer.acquire().await.unwrap();
        // As many as there are.
        let full = sqlx::query("PRAGMA max_page_count = 1");
        full.execute(&mut *connection).await.unwrap();
        drop(connection);
        let entries: Vec<_> = (0..100).map(|it| ([it; 32], vec![0.5; 4096])).collect();
        let failed = store.put_embeddings(&entries).await.unwrap_err();
        assert!(matches!(failed, StoreError::DiskFull(_)), "{failed:?}");
        store
            .append_events(session, &[event(session, 1)], &[])
            .await
            .unwrap();
    }

    /// Whoever holds the connection makes both wait, so that they go into one commit.
    #[tokio::test]
    async fn one_that_is_refused_takes_nobody_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("assay.sqlite3"))
            .await
            .unwrap();
        let (forked, honest) = (session(&store).await, session(&store).await);
        store
            .append_events(forked, &[event(forked, 1)], &[])
            .await
            .unwrap();
        let held = store.writer.acquire().await.unwrap();
        let [first, other] = [forked, honest].map(|it| [event(it, 1)]);
        let texts = [b"forked".to_vec(), b"honest".to_vec()];
        let fork = store.append_events(forked, &first, &texts[..1]);
        let append = store.append_events(honest, &other, &texts[1..]);
        let let_go = async {
            while store.commits.capacity() > super::QUEUE - 1 {
                tokio::task::yield_now().await;
            }
            drop(held);
        };
        let (fork, append, ()) = tokio::join!(fork, append, let_go);
        assert!(fork.is_err(), "the number is taken");
        append.unwrap();
        let (honest, forked) = (
            contents(&store, honest).await,
            contents(&store, forked).await,
        );
        assert_eq!(honest, [Digest::of(b"honest").0.to_vec()]);
        assert!(forked.is_empty(), "{forked:?}");
    }
}
