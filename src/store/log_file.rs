//! Moves committed pages from SQLite's log into the database file.
//!
//! By itself, SQLite does this within a commit, every thousand pages. Whoever commits then waits
//! for it, and everybody behind them too. Here a separate connection does it while commits
//! continue. Only the last pages, which were committed meanwhile, are moved while nobody writes.
//! Without that step, a log that is written to all the time would never start over, and would grow.

use std::time::Duration;

use sqlx::SqlitePool;
use tokio::sync::watch;
use tokio::time::Instant;

/// Bytes in the log after which they are moved.
const MUCH: u64 = 8 << 20;
/// How long fewer bytes than that may stay in the log.
const LATEST: Duration = Duration::from_secs(30);
/// The pause after each time, and after a failure.
const REST: Duration = Duration::from_millis(500);

/// Roughly how many bytes were written since the database was opened. The task ends with the last
/// sender.
pub(super) type Written = watch::Sender<u64>;

/// `pool` and `writer` are the store's.
pub(super) fn keep_short(pool: SqlitePool, writer: SqlitePool) -> Written {
    let (written, receiver) = watch::channel(0);
    tokio::spawn(run(pool, writer, receiver));
    written
}

async fn run(pool: SqlitePool, writer: SqlitePool, mut written: watch::Receiver<u64>) {
    let mut moved = 0;
    while written.changed().await.is_ok() {
        let latest = Instant::now() + LATEST;
        while *written.borrow_and_update() - moved < MUCH {
            match tokio::time::timeout_at(latest, written.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return,
                Err(_) => break,
            }
        }
        let now = *written.borrow();
        match move_all(&pool, &writer).await {
            Ok(()) => moved = now,
            Err(sqlx::Error::PoolClosed) => return,
            Err(error) => tracing::warn!(%error, "the database's log could not be moved"),
        }
        tokio::time::sleep(REST).await;
    }
}

async fn move_all(pool: &SqlitePool, writer: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    if checkpoint(&mut connection).await? {
        return Ok(());
    }
    let _nobody_writes = writer.acquire().await?;
    checkpoint(&mut connection).await?;
    Ok(())
}

/// Moves the pages that can be moved. Returns whether those were all.
async fn checkpoint(connection: &mut sqlx::SqliteConnection) -> Result<bool, sqlx::Error> {
    let (busy, in_log, moved): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(PASSIVE)")
        .fetch_one(connection)
        .await?;
    Ok(busy == 0 && in_log == moved)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::Store;

    /// SQLite itself moves nothing here until the database is closed.
    #[tokio::test]
    async fn what_is_written_comes_to_the_file_beside_the_commits() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("assay.sqlite3");
        let store = Store::open(&file).await.unwrap();
        let mut number: u64 = 0;
        let mut written = 0;
        while written < 2 * super::MUCH {
            // This content does not compress.
            let content: Vec<u8> = (0..65_536_u64)
                .flat_map(|_| {
                    number = number
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    number.to_le_bytes()
                })
                .collect();
            written += content.len() as u64;
            store.put_contents(&[content]).await.unwrap();
        }
        let moved = async {
            while std::fs::metadata(&file).unwrap().len() < super::MUCH {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let moved = tokio::time::timeout(Duration::from_secs(30), moved).await;
        moved.expect("the log stays as it is");
    }
}
