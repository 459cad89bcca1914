use std::path::PathBuf;
use std::time::Duration;

use super::*;
use crate::TraceLog;
use crate::domain::session_record::SessionRecord;
use crate::domain::token::Token;

/// A limit for what takes moments, and for what would otherwise be tried for ever.
const SOON: Duration = Duration::from_secs(20);

struct Recorded {
    folder: tempfile::TempDir,
    store: Store,
    record: SessionRecord,
    trace: TraceLog,
}

impl Recorded {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("test.sqlite3")).await;
        let store = store.unwrap();
        let record = SessionRecord::invited_in_test();
        let token = Token::generate().digest();
        store.create_session(&record, token).await.unwrap();
        let trace = trace(&store, &record).await;
        Self {
            folder,
            store,
            record,
            trace,
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("test.sqlite3")
    }

    /// Runs this on the connection that writes.
    async fn meanwhile(&self, statement: &'static str) {
        let mut connection = self.store.writer_in_test().await.unwrap();
        let done = sqlx::query(statement).execute(&mut *connection).await;
        done.unwrap();
    }

    async fn last_seq(&self) -> Option<u64> {
        let last = self.store.last_event(self.record.id).await.unwrap();
        last.map(|it| it.seq)
    }

    async fn append(&self) -> Answer {
        let opened = Entry::new(Actor::Candidate, EventBody::BriefOpened {});
        let appended = self.trace.append(opened);
        tokio::time::timeout(SOON, appended).await.unwrap()
    }
}

async fn trace(store: &Store, record: &SessionRecord) -> TraceLog {
    let clock = Arc::new(TraceClock::new(record.created_at, None, 0));
    let trace = TraceLog::open(store.clone(), record.id, clock).await;
    trace.unwrap()
}

#[tokio::test]
async fn a_store_that_refuses_ends_the_trace_and_everybody_learns_why() {
    let recorded = Recorded::new().await;
    recorded.append().await.unwrap();
    recorded
        .meanwhile(
            "CREATE TRIGGER refused BEFORE INSERT ON event
             BEGIN SELECT RAISE(ABORT, 'kept closed by hand'); END",
        )
        .await;
    // Those that wait, in this commit and behind it, and one that comes later.
    let (first, second) = tokio::join!(recorded.append(), recorded.append());
    for refused in [first, second, recorded.append().await] {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, TraceClosed::Refused(_)), "{refused:?}");
        assert!(
            refused.to_string().contains("kept closed by hand"),
            "{refused}"
        );
    }
    let told = recorded.trace.degraded().borrow().clone();
    assert!(
        told.is_some_and(|it| it.contains("refuses")),
        "no page is told"
    );
    assert_eq!(recorded.last_seq().await, Some(1));
}

#[tokio::test]
async fn a_read_only_file_ends_the_trace_and_another_start_continues_it() {
    let mut recorded = Recorded::new().await;
    recorded.append().await.unwrap();
    let writable = recorded.trace.clone();
    let file = recorded.file();
    let read_only = recorded.store.read_only_in_test(&file).await.unwrap();
    recorded.trace = trace(&read_only, &recorded.record).await;
    for _ in 0..2 {
        let refused = recorded.append().await.unwrap_err();
        assert!(matches!(refused, TraceClosed::Refused(_)), "{refused:?}");
    }
    recorded.trace = writable;
    assert_eq!(recorded.append().await.unwrap().seq, 2);
}

#[tokio::test]
async fn a_full_database_is_waited_for_and_the_gap_is_in_the_trace() {
    let recorded = Recorded::new().await;
    recorded.append().await.unwrap();
    // The connection that meets this limit is closed, and the limit with it.
    recorded.meanwhile("PRAGMA max_page_count = 1").await;
    let noise: Vec<u8> = (0..200_000_u32)
        .map(|it| (it.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0])
        .collect();
    let large = Entry::new(Actor::Candidate, EventBody::BriefOpened {}).with_contents(vec![noise]);
    let waiting = recorded.trace.append(large);
    let degraded = async {
        let mut degraded = recorded.trace.degraded();
        degraded.wait_for(Option::is_some).await.unwrap().clone()
    };
    let (appended, told) = tokio::join!(tokio::time::timeout(SOON, waiting), degraded);
    assert_eq!(appended.unwrap().unwrap().seq, 2);
    assert_eq!(told.as_deref(), Some("The server's disk is full."));
    assert_eq!(recorded.append().await.unwrap().seq, 5);
    assert!(recorded.trace.degraded().borrow().is_none());
}
