//! What the database could not do, and whether trying again can help.

use crate::domain::disk_trouble::DiskTrouble;
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;

/// An event whose stored bytes are not an event of a kind that this program knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {seq} of session {session} cannot be read: {cause}")]
pub struct DamagedEvent {
    pub session: SessionId,
    pub seq: u64,
    /// What the parser says.
    pub cause: String,
}

/// Something the database could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No space left: what was to be stored is not stored, and may be tried again.
    #[error("the disk is full: {0}")]
    DiskFull(sqlx::Error),
    /// The disk did not read or write, and not for want of space. It may be tried again.
    #[error("the disk could not be read or written: {0}")]
    Io(sqlx::Error),
    /// Others use the database, or the machine is short of something. It may be tried again.
    #[error("the database is busy: {0}")]
    Busy(sqlx::Error),
    /// Anything else the database says: a read-only file, a damaged or foreign one, a broken
    /// constraint. It fails in the same way however often it is tried.
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// A migration failed.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row does not say what it should.
    #[error("the database holds a damaged {0}")]
    Damaged(&'static str),
    /// An event cannot be read.
    #[error(transparent)]
    Event(#[from] DamagedEvent),
    /// A session's state may not follow the one that it would follow. Nothing was written.
    #[error("a session that is {from:?} may not become {to:?}")]
    Transition {
        /// The state it was to be in.
        from: SessionState,
        /// The state it was to get.
        to: SessionState,
    },
}

impl StoreError {
    /// Whether the same may succeed later, without anybody changing the database.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::DiskFull(_) | Self::Io(_) | Self::Busy(_))
    }

    /// The trouble with the disk that this is, if so.
    pub fn disk_trouble(&self) -> Option<DiskTrouble> {
        match self {
            Self::DiskFull(_) => Some(DiskTrouble::Full),
            Self::Io(_) => Some(DiskTrouble::Unreadable),
            _ => None,
        }
    }

    /// Whether the database was closed because the service is stopping.
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::PoolClosed))
    }

    /// Whether a row contradicts one that is there.
    pub fn is_conflict(&self) -> bool {
        match self {
            Self::Database(error) => code_of(error).is_some_and(|it| it & 0xff == CONSTRAINT),
            _ => false,
        }
    }
}

/// SQLite's primary result codes, the lowest byte of what it returns.
const BUSY: i64 = 5;
const LOCKED: i64 = 6;
const NO_MEMORY: i64 = 7;
const INTERRUPTED: i64 = 9;
const IO: i64 = 10;
const FULL: i64 = 13;
/// The file could not be opened: mostly because the process has too many open files.
const CANNOT_OPEN: i64 = 14;
/// Others changed the log at the same moment, again and again.
const PROTOCOL: i64 = 15;
const CONSTRAINT: i64 = 19;

fn code_of(error: &sqlx::Error) -> Option<i64> {
    let code = error.as_database_error()?.code()?;
    code.parse().ok()
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let primary = code_of(&error).map(|code| code & 0xff);
        match (&error, primary) {
            (_, Some(FULL)) => Self::DiskFull(error),
            (_, Some(IO)) => Self::Io(error),
            (_, Some(BUSY | LOCKED | NO_MEMORY | INTERRUPTED | CANNOT_OPEN | PROTOCOL))
            // The last two: the connection still has somebody's failed transaction, and is replaced.
            | (
                sqlx::Error::PoolTimedOut
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::InvalidSavePointStatement
                | sqlx::Error::BeginFailed,
                _,
            ) => Self::Busy(error),
            (sqlx::Error::Io(cause), _) => match DiskTrouble::full(cause.kind()) {
                Some(_) => Self::DiskFull(error),
                None => Self::Io(error),
            },
            _ => Self::Database(error),
        }
    }
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
