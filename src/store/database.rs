//! The database itself: opening it, and who writes next.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, Sqlite, SqlitePool, Transaction};

use super::commits::{self, Commits};
use super::error::StoreError;
use super::log_file::{self, Written};
use super::writing::WRITING;
use crate::domain::time::Timestamp;

/// Bytes that a transaction whose size is not counted is assumed to write.
const SMALL: usize = 64 << 10;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) pool: SqlitePool,
    /// One connection: writers queue here and do not get SQLite's busy error.
    pub(super) writer: SqlitePool,
    pub(super) commits: Commits,
    written: Written,
    installation: String,
    /// Beside the database: what is derived from it and can be made again.
    derived: PathBuf,
}

impl Store {
    /// Opens the database in this file, creates it if it is absent, and runs the migrations.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A commit is on the disk before anything is acknowledged or shown.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // `log_file` does it, so that no commit waits for it.
            .pragma("wal_autocheckpoint", "0")
            .busy_timeout(Duration::from_secs(20));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(60))
            // SQLite ends a transaction by itself when the disk fails. The client does not notice and would
            // refuse to begin another one on this connection, for ever.
            .before_acquire(|connection, _| {
                Box::pin(async move { Ok(!connection.is_in_transaction()) })
            })
            .connect_with(options.clone())
            .await?;
        sqlx::migrate!("../../migrations").run(&writer).await?;
        let pool = SqlitePoolOptions::new()
            .max_connections(8)
            .connect_with(options)
            .await?;
        let installation = installation_id(&writer).await?;
        let written = log_file::keep_short(pool.clone(), writer.clone());
        let commits = commits::start(writer.clone(), folder_of(file));
        Ok(Self {
            pool,
            writer,
            commits,
            written,
            installation,
            derived: file.with_file_name("derived"),
        })
    }

    /// The name by which this installation's containers are labelled.
    pub fn installation(&self) -> &str {
        &self.installation
    }

    /// The folder of what is derived from traces and can be made again.
    pub fn derived(&self) -> &Path {
        &self.derived
    }

    /// Bytes of the database that are in use, in its file and in its log.
    pub async fn size(&self) -> Result<u64, StoreError> {
        let bytes: i64 = sqlx::query_scalar(
            "SELECT (page_count - freelist_count) * page_size
             FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(u64::try_from(bytes).unwrap_or(0))
    }

    /// So many bytes of events and contents were committed.
    pub(super) fn wrote(&self, bytes: usize) {
        self.written.send_modify(|written| *written += bytes as u64);
    }

    pub(super) async fn begin_writing(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.wrote(SMALL);
        self.writer.begin_with(WRITING).await
    }

    /// Waits for open work and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
        self.writer.close().await;
    }
}

/// For the tests of rooms above: they are other crates, for which nothing here is `cfg(test)`.
impl Store {
    /// The one connection that writes.
    pub async fn writer_in_test(&self) -> Result<sqlx::pool::PoolConnection<Sqlite>, StoreError> {
        Ok(self.writer.acquire().await?)
    }

    /// The same database with its file opened for reading only, so that every write is refused.
    pub async fn read_only_in_test(&self, file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        let writer = SqlitePoolOptions::new().connect_with(options).await?;
        Ok(Self {
            commits: commits::start(writer.clone(), folder_of(file)),
            writer,
            ..self.clone()
        })
    }
}

/// A file that is named alone is in the working folder.
fn folder_of(file: &Path) -> &Path {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

async fn installation_id(pool: &SqlitePool) -> Result<String, StoreError> {
    sqlx::query(
        "INSERT INTO installation (one, id, created_at) VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(uuid::Uuid::now_v7().simple().to_string())
    .bind(Timestamp::now().0)
    .execute(pool)
    .await?;
    Ok(sqlx::query_scalar("SELECT id FROM installation")
        .fetch_one(pool)
        .await?)
}
