//! The recorder as a session starts it, on a workspace without a sandbox.

use std::path::PathBuf;

use super::laying::NewFile;
use super::*;
use crate::domain::event::{Actor, EventBody};
use crate::domain::session::SessionState;
use crate::domain::session_clock::Pauses;
use crate::domain::session_record::SessionRecord;
use crate::domain::time::Timestamp;
use crate::domain::token::Token;
use crate::trace::{Entry, TraceClock};

/// The deadline for what takes moments.
const SOON: Duration = Duration::from_secs(20);

struct Session {
    folder: tempfile::TempDir,
    store: Store,
    trace: TraceLog,
    id: SessionId,
}

impl Session {
    /// A session that is about to start.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("test.sqlite3"))
            .await
            .unwrap();
        let created_at = Timestamp::now();
        let record = SessionRecord {
            id: SessionId::generate(),
            scenario: "any".into(),
            label: String::new(),
            state: SessionState::Consented,
            created_at,
            expires_at: created_at,
            started_at: None,
            deadline: None,
            submitted_at: None,
            stood_still: 0,
            last_seen: None,
            final_note: None,
            pauses: Pauses::default(),
            track: None,
            track_open: false,
        };
        let token = Token::generate().digest();
        store.create_session(&record, token).await.unwrap();
        let clock = Arc::new(TraceClock::new(created_at, None, 0));
        let trace = TraceLog::open(store.clone(), record.id, clock).await;
        Self {
            folder,
            store,
            trace: trace.unwrap(),
            id: record.id,
        }
    }

    fn workspace(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    /// Writes files as before a start: their contents are in the store, and there is no event yet.
    async fn lay_out(&self, files: &[(&str, &str)]) -> Snapshot {
        for (path, text) in files {
            let path = self.workspace().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut scanner = Scanner::open(&self.workspace()).unwrap();
        let files = scanner.scan(false).unwrap().files.into_iter();
        let contents: Vec<_> = files.flat_map(|change| change.contents).collect();
        let stored = self.store.append_events(self.id, &[], &contents);
        stored.await.unwrap();
        scanner.snapshot()
    }

    async fn standing(&self, known: Snapshot) -> Standing {
        let standing = Standing::from_trace(&self.store, self.id, known);
        standing.await.unwrap()
    }

    /// What was said of the recorder. `None` means that it records everything again.
    async fn said(&self) -> Vec<Option<String>> {
        let events = self.store.events_of_kind(self.id, "recorder.").await;
        let bodies = events.unwrap().into_iter().map(|stored| {
            let event = stored.decode().unwrap();
            event.body
        });
        let said = bodies.filter_map(|body| match body {
            EventBody::RecorderDegraded { reason, .. } => Some(Some(reason)),
            EventBody::RecorderRestored { .. } => Some(None),
            _ => None,
        });
        said.collect()
    }

    /// Records with these notices, and scans until the coverage says that there are none.
    async fn looks_without_notices(&self, watching: std::io::Result<(Watches, Notices)>) {
        let standing = self.standing(self.lay_out(&[("a", "a")]).await).await;
        let stop = CancellationToken::new();
        let trace = self.trace.clone();
        let (files, task) = start_watching(
            tokio::sync::oneshot::channel().1,
            &self.workspace(),
            standing,
            trace,
            stop.clone(),
            watching,
        )
        .unwrap();
        let task = tokio::spawn(task);
        let looking = async { while !files.look().await.unwrap().unnoticed {} };
        tokio::time::timeout(SOON, looking).await.unwrap();
        // That does not change: the next scan does not end the gap.
        let coverage = files.look().await.unwrap();
        assert!(coverage.gap().unwrap().contains("every ten seconds only"));
        stop.cancel();
        task.await.unwrap();
        let said = self.said().await;
        let told = said.iter().flatten();
        assert!(told.clone().any(|it| it.contains("every ten seconds only")));
        assert!(said.last().unwrap().is_some(), "{said:?}");
    }
}

#[tokio::test]
async fn a_fresh_start_knows_what_the_session_begins_with() {
    let session = Session::new().await;
    let laid_out = session
        .lay_out(&[
            ("src/main.rs", "main"),
            ("dist/kept", "kept"),
            (".gitignore", "/state\n"),
        ])
        .await;
    let began = session.standing(laid_out.clone()).await.began;
    assert!(began.is_own("src/more.rs") && !began.is_own("cache/1"));
    assert_eq!(began.generated("dist"), None);
    assert!(began.generated("state").is_some() && began.generated("target").is_some());
    // After a restart the start is what the first event says, whatever was created since.
    let (workspace, content) = laid_out.to_blob();
    let body = EventBody::SessionStarted {
        image: "any".into(),
        deadline: Timestamp::now(),
        workspace,
    };
    let entry = Entry::new(Actor::System, body).with_contents(vec![content]);
    session.trace.append(entry).await.unwrap();
    let later = session.lay_out(&[("cache/1", ""), (".gitignore", "/cache\n")]);
    let began = session.standing(later.await).await.began;
    assert!(began.is_own("src/more.rs") && !began.is_own("cache/1"));
    assert!(began.generated("state").is_some() && began.generated("cache").is_none());
}

/// As after a kill: the file was written for the scenario, and no event names it yet.
#[tokio::test]
async fn what_a_killed_service_laid_is_not_the_candidates() {
    let session = Session::new().await;
    let standing = session.standing(session.lay_out(&[("a", "a")]).await).await;
    let path = "laid".to_owned();
    std::fs::write(session.workspace().join(&path), "laid").unwrap();
    let (_looked, ready) = tokio::sync::oneshot::channel();
    let (trace, stop) = (session.trace.clone(), CancellationToken::new());
    let started = start_after(ready, &session.workspace(), standing, trace, stop.clone());
    let (files, task) = started.unwrap();
    let task = tokio::spawn(task);
    let file = NewFile {
        path,
        bytes: b"laid".to_vec(),
        executable: false,
    };
    let laying = Laying {
        files: vec![file],
        ..Laying::default()
    };
    let laid = tokio::time::timeout(SOON, files.lay(laying)).await;
    assert_eq!(laid.unwrap().unwrap().files.len(), 1);
    stop.cancel();
    task.await.unwrap();
    let changes = session.store.events_of_kind(session.id, "file.changed");
    let changes = changes.await.unwrap().into_iter();
    let actors: Vec<_> = changes.map(|it| it.decode().unwrap().actor).collect();
    assert_eq!(actors, [Actor::System]);
}

#[tokio::test]
async fn without_notices_the_record_is_degraded_as_long_as_it_lasts() {
    let none = std::io::Error::other("no queue is left");
    Session::new().await.looks_without_notices(Err(none)).await;
}

#[tokio::test]
async fn notices_that_end_degrade_the_record_for_good() {
    let (watches, _) = Watches::new(10).unwrap();
    let watching = Ok((watches, Notices::dead()));
    Session::new().await.looks_without_notices(watching).await;
}
