use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::io::ErrorKind;

use sqlx::error::{DatabaseError, ErrorKind as Kind};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::*;
use crate::Store;

/// What SQLite says with this code.
#[derive(Debug)]
struct Said(i64);

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(code: {})", self.0)
    }
}

impl Error for Said {}

impl DatabaseError for Said {
    fn message(&self) -> &'static str {
        "said"
    }
    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.0.to_string().into())
    }
    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }
    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }
    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }
    fn kind(&self) -> Kind {
        Kind::Other
    }
}

fn said(code: i64) -> StoreError {
    sqlx::Error::Database(Box::new(Said(code))).into()
}

#[test]
fn only_a_full_disk_is_a_full_disk() {
    assert!(matches!(said(13), StoreError::DiskFull(_)));
    // Failed reads, writes, syncs, and the log's index that cannot grow.
    for code in [10, 266, 778, 1034, 4874] {
        assert!(matches!(said(code), StoreError::Io(_)), "{code}");
    }
    let io = |kind: ErrorKind| StoreError::from(sqlx::Error::Io(kind.into()));
    for kind in [ErrorKind::StorageFull, ErrorKind::QuotaExceeded] {
        assert!(matches!(io(kind), StoreError::DiskFull(_)), "{kind}");
    }
    for kind in [ErrorKind::PermissionDenied, ErrorKind::UnexpectedEof] {
        assert!(matches!(io(kind), StoreError::Io(_)), "{kind}");
    }
}

#[test]
fn what_others_cause_may_pass_and_what_the_file_is_may_not() {
    for code in [5, 6, 7, 10, 13, 14, 261, 522] {
        assert!(said(code).may_pass(), "{code}");
    }
    // An error of ours, a read-only file, a damaged one, a broken constraint, another program's file.
    for code in [1, 8, 11, 19, 26, 1032, 1555, 1811] {
        assert!(!said(code).may_pass(), "{code}");
    }
    assert!(StoreError::from(sqlx::Error::PoolTimedOut).may_pass());
    let closed = StoreError::from(sqlx::Error::PoolClosed);
    assert!(closed.is_closed() && !closed.may_pass());
}

/// A database in a folder of its own.
async fn database() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("test.sqlite3")).await;
    (folder, store.unwrap())
}

async fn refused(store: &Store, statement: &'static str) -> StoreError {
    let mut connection = store.writer.acquire().await.unwrap();
    let done = sqlx::query(statement).execute(&mut *connection).await;
    done.unwrap_err().into()
}

#[tokio::test]
async fn a_broken_constraint_is_a_conflict_and_a_full_file_is_full() {
    let (_folder, store) = database().await;
    let twice = "INSERT INTO installation (one, id, created_at) VALUES (1, 'x', 1)";
    let error = refused(&store, twice).await;
    assert!(error.is_conflict() && !error.may_pass(), "{error}");

    let mut connection = store.writer.acquire().await.unwrap();
    for prepare in ["CREATE TABLE t (x)", "PRAGMA max_page_count = 1"] {
        sqlx::query(prepare)
            .execute(&mut *connection)
            .await
            .unwrap();
    }
    drop(connection);
    let error = refused(&store, "INSERT INTO t VALUES (zeroblob(1000000))").await;
    assert!(matches!(error, StoreError::DiskFull(_)), "{error}");
}

#[tokio::test]
async fn a_file_that_is_read_only_or_foreign_will_not_pass() {
    let (folder, store) = database().await;
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("test.sqlite3"))
        .read_only(true);
    let pool = SqlitePoolOptions::new()
        .connect_with(options)
        .await
        .unwrap();
    let error = sqlx::query("DELETE FROM installation").execute(&pool).await;
    let error = StoreError::from(error.unwrap_err());
    assert!(matches!(error, StoreError::Database(_)), "{error}");
    assert!(!error.may_pass(), "{error}");
    store.close().await;

    let foreign = folder.path().join("foreign.sqlite3");
    std::fs::write(&foreign, "a diary, and no database ".repeat(100)).unwrap();
    let error = Store::open(&foreign).await.unwrap_err();
    assert!(!error.may_pass(), "{error}");
}
