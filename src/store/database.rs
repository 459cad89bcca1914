//! Opening the database, and its errors.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::domain::time::Instant;

/// Something the database could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No space left: what was to be stored is not stored, and may be tried again.
    #[error("the disk is full: {0}")]
    DiskFull(sqlx::Error),
    /// Anything else the database says.
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// A migration failed.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row does not say what it should.
    #[error("the database holds a damaged {0}")]
    Damaged(&'static str),
}

/// SQLite's result code for a full disk.
const SQLITE_FULL: &str = "13";
/// SQLite's code family for failed I/O, which a full disk in WAL mode shows as, too.
const SQLITE_IOERR: i64 = 10;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .map(std::borrow::Cow::into_owned);
        let io = code.as_deref().and_then(|code| code.parse::<i64>().ok());
        if code.as_deref() == Some(SQLITE_FULL) || io.is_some_and(|io| io & 0xff == SQLITE_IOERR) {
            Self::DiskFull(error)
        } else {
            Self::Database(error)
        }
    }
}

/// Begins a transaction that writes. It takes the lock at once and waits for it: one that reads first
/// and writes later is refused without waiting when another process, such as the command line, wrote
/// in between.
pub(super) const WRITING: &str = "BEGIN IMMEDIATE";

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) pool: SqlitePool,
    /// One connection: writers queue here instead of meeting SQLite's busy error.
    pub(super) writer: SqlitePool,
    installation: String,
    /// Beside the database: what is derived from it and can be made again.
    derived: PathBuf,
}

impl Store {
    /// Opens the database in this file, made if absent, and brings it up to date.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A commit is on the disk before anything is acknowledged or shown.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(20));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(60))
            .connect_with(options.clone())
            .await?;
        sqlx::migrate!("./migrations").run(&writer).await?;
        let pool = SqlitePoolOptions::new()
            .max_connections(8)
            .connect_with(options)
            .await?;
        let installation = installation_id(&writer).await?;
        Ok(Self {
            pool,
            writer,
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

    /// Bytes of the database that are in use, whether they are in its file yet or in its log.
    pub async fn size(&self) -> Result<u64, StoreError> {
        let bytes: i64 = sqlx::query_scalar(
            "SELECT (page_count - freelist_count) * page_size
             FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(u64::try_from(bytes).unwrap_or(0))
    }

    pub(super) async fn begin_writing(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.writer.begin_with(WRITING).await
    }

    /// Waits for open work and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
        self.writer.close().await;
    }
}

async fn installation_id(pool: &SqlitePool) -> Result<String, StoreError> {
    sqlx::query(
        "INSERT INTO installation (one, id, created_at) VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(uuid::Uuid::now_v7().simple().to_string())
    .bind(Instant::now().0)
    .execute(pool)
    .await?;
    Ok(sqlx::query_scalar("SELECT id FROM installation")
        .fetch_one(pool)
        .await?)
}
