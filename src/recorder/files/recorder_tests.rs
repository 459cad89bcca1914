use super::super::coverage::Missing;
use super::*;
use crate::domain::ids::SessionId;
use crate::domain::session_record::SessionRecord;
use crate::domain::token::Token;
use crate::store::Store;
use crate::trace::TraceClock;

struct Recorded {
    store: Store,
    session: SessionId,
    workspace: tempfile::TempDir,
    recorder: Recorder,
    told: watch::Receiver<Arc<Coverage>>,
    _folder: tempfile::TempDir,
}

impl Recorded {
    /// A recorder of an empty workspace, in a session that may have this many more changes
    /// recorded.
    async fn with_room_for(changes: u32) -> Self {
        let (folder, workspace) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = Store::open(&folder.path().join("test.sqlite3"))
            .await
            .unwrap();
        let record = SessionRecord::invited_in_test();
        store
            .create_session(&record, Token::generate().digest())
            .await
            .unwrap();
        let clock = Arc::new(TraceClock::new(record.created_at, None, 0));
        let trace = TraceLog::open(store.clone(), record.id, clock)
            .await
            .unwrap();
        for _ in changes..Rated::File.rate().total {
            trace.record_anyway(Rated::File);
        }
        let (coverage, told) = watch::channel(Arc::default());
        let scanner = Scanner::open(workspace.path()).unwrap();
        let recorder = Recorder::new(workspace.path(), scanner, trace, Arc::default(), coverage);
        Self {
            store,
            session: record.id,
            workspace,
            recorder,
            told,
            _folder: folder,
        }
    }

    fn write(&self, names: std::ops::Range<u32>) {
        for name in names {
            std::fs::write(self.workspace.path().join(format!("{name}")), "x").unwrap();
        }
    }

    async fn files(&self) -> u64 {
        let files = self.store.count_events(self.session, "file.").await;
        files.unwrap()
    }

    async fn said(&self, reason: &str) -> usize {
        let said = self
            .store
            .events_of_kind(self.session, "recorder.degraded")
            .await
            .unwrap();
        let said = said
            .iter()
            .map(|it| String::from_utf8_lossy(&it.body).into_owned());
        said.filter(|it| it.contains(reason)).count()
    }

    async fn look(&mut self) {
        let (asker, answer) = oneshot::channel();
        assert!(self.recorder.answer(Some(Ask::Look(asker))).await);
        answer.await.unwrap().unwrap();
    }

    async fn hand_in(&mut self) -> Snapshot {
        let (asker, answer) = oneshot::channel();
        assert!(self.recorder.answer(Some(Ask::Snapshot(asker))).await);
        answer.await.unwrap().unwrap()
    }

    /// Makes the recorder believe that there was no room for a file.
    fn miss_something(&self) {
        self.recorder.coverage.send_modify(|coverage| {
            Arc::make_mut(coverage).missing.push(Missing {
                folder: "cache".into(),
                files: 1,
                more: false,
            });
        });
    }
}

#[tokio::test]
async fn beyond_the_total_only_handing_in_looks_and_the_trace_says_so() {
    let mut recorded = Recorded::with_room_for(10).await;
    recorded.write(0..20);
    assert!(recorded.recorder.answer(None).await);
    assert_eq!(recorded.files().await, 20, "what was seen is recorded");
    assert_eq!(recorded.said("may have recorded").await, 1);

    recorded.write(20..50);
    for _ in 0..3 {
        assert!(recorded.recorder.answer(None).await);
    }
    recorded.miss_something();
    for _ in 0..3 {
        recorded.look().await;
    }
    assert_eq!(recorded.files().await, 20, "nothing looks any more");
    assert!(recorded.told.borrow().not_handed_in().is_some());

    assert_eq!(recorded.hand_in().await.0.len(), 50);
    assert_eq!(recorded.files().await, 50, "what is handed in is recorded");
    let restored = recorded
        .store
        .count_events(recorded.session, "recorder.restored")
        .await;
    assert_eq!(restored.unwrap(), 0, "the record is not whole again");
}

#[tokio::test]
async fn who_asks_again_and_again_while_rated_forces_no_scan() {
    let mut recorded = Recorded::with_room_for(1_000).await;
    recorded.write(0..20);
    assert!(recorded.recorder.answer(None).await);
    assert!(recorded.recorder.pace.is_rated() && !recorded.recorder.pace.is_spent());
    recorded.miss_something();
    recorded.write(20..50);
    for _ in 0..3 {
        recorded.look().await;
    }
    assert_eq!(recorded.files().await, 20);
}

/// As after failed I/O: the request is answered with the failure, and the recorder continues.
#[tokio::test]
async fn whoever_asks_for_a_scan_that_fails_learns_why() {
    let mut recorded = Recorded::with_room_for(10).await;
    recorded.write(0..3);
    assert!(recorded.recorder.answer(None).await);
    let scanner = recorded.recorder.scanner.as_mut().unwrap();
    let readable = scanner.lose_root_in_test();
    let (asker, answer) = oneshot::channel();
    assert!(recorded.recorder.answer(Some(Ask::Snapshot(asker))).await);
    let refused = answer.await.unwrap().unwrap_err();
    assert!(matches!(refused, FilesError::Scan(_)), "{refused}");
    let folder = recorded.workspace.path().display().to_string();
    assert!(!refused.words().contains(&folder), "{}", refused.words());
    assert_eq!(recorded.said("The workspace could not be read: ").await, 1);
    assert_eq!(recorded.files().await, 3, "nothing is recorded as gone");

    let scanner = recorded.recorder.scanner.as_mut().unwrap();
    scanner.find_root_in_test(readable);
    assert_eq!(recorded.hand_in().await.0.len(), 3);
}
