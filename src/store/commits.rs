//! One commit for all sessions that wait for one: a commit's price is the wait for the disk, whatever is
//! in it, so who comes while one is under way goes into the next together.
//!
//! Order: a trace's writer has one job in line at a time, and jobs are committed as they came.

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

/// Jobs that wait; more wait to be taken.
const QUEUE: usize = 256;
/// Events and bytes after which no more is taken into a commit.
const EVENTS_TOGETHER: usize = 128;
const BYTES_TOGETHER: usize = 1 << 20;

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

/// Starts the task that commits.
pub(super) fn start(writer: SqlitePool) -> Commits {
    let (sender, jobs) = mpsc::channel(QUEUE);
    tokio::spawn(run(writer, jobs));
    sender
}

async fn run(writer: SqlitePool, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.recv().await {
        let connection = match writer.acquire().await {
            Ok(connection) => connection,
            Err(error) => {
                let _ = first.done.send(Err(error.into()));
                continue;
            }
        };
        // Only now: whoever came while somebody else wrote goes along.
        commit(&writer, connection, together(first, &mut jobs)).await;
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

/// Commits a group at once. If that fails one of them may be at fault, so each is tried alone and hears
/// of its own failure.
async fn commit(writer: &SqlitePool, connection: PoolConnection<Sqlite>, group: Vec<Job>) {
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
        // Who no longer waits has what they wanted all the same.
        let _ = job.done.send(written);
    }
}

async fn alone(mut connection: PoolConnection<Sqlite>, job: &Job) -> Result<(), StoreError> {
    let written = write(&mut connection, std::slice::from_ref(job)).await;
    if written.is_err() {
        discard(Some(connection)).await;
    }
    written
}

/// On a full disk SQLite ends the transaction by itself, which the client does not notice: used again,
/// the connection would wait for ever after some tries.
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
    use crate::store::Store;
    use crate::store::events::StoredEvent;
    use crate::store::sessions::SessionRecord;

    fn event(seq: u64) -> StoredEvent {
        StoredEvent {
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

    /// Whoever holds the connection makes both wait, so that they go into one commit.
    #[tokio::test]
    async fn one_that_is_refused_takes_nobody_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("assay.sqlite3"))
            .await
            .unwrap();
        let (forked, honest) = (session(&store).await, session(&store).await);
        store.append_events(forked, &[event(1)], &[]).await.unwrap();
        let held = store.writer.acquire().await.unwrap();
        let first = [event(1)];
        let texts = [b"forked".to_vec(), b"honest".to_vec()];
        let fork = store.append_events(forked, &first, &texts[..1]);
        let append = store.append_events(honest, &first, &texts[1..]);
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
