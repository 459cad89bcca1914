//! What the database could not do.

use crate::domain::session::SessionState;

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
    /// A session's state may not follow the one that it would follow. Nothing was written.
    #[error("a session that is {from:?} may not become {to:?}")]
    Transition {
        /// The state it was to be in.
        from: SessionState,
        /// The state it was to get.
        to: SessionState,
    },
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
