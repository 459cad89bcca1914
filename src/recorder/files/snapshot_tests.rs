use super::*;
use crate::domain::event::{Actor, Event};
use crate::domain::session_record::SessionRecord;
use crate::domain::token::Token;
use crate::store::events::StoredEvent;

/// More than two pages.
const FILES: u64 = 1_007;

fn stored(session: SessionId, seq: u64, body: EventBody) -> StoredEvent {
    let event = Event {
        seq,
        at: 0,
        active: 0,
        actor: Actor::Candidate,
        body,
        links: Vec::new(),
    };
    let body = serde_json::to_vec(&event).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
    StoredEvent {
        session,
        seq,
        kind: json["kind"].as_str().unwrap().to_owned(),
        at: 0,
        body,
        prev: Digest::ZERO,
        hash: Digest::ZERO,
    }
}

/// Every file is created, and every second one is removed at once.
fn history(session: SessionId) -> Vec<StoredEvent> {
    let version = |size| FileVersion {
        content: None,
        size,
        executable: false,
    };
    let mut events = Vec::new();
    for file in 0..FILES {
        let path = format!("file{file}");
        let (before, after) = (None, version(file));
        let changed = EventBody::FileChanged {
            path: path.clone(),
            before,
            after,
        };
        events.push(stored(session, 2 * file + 1, changed));
        let before = version(file);
        let then = if file % 2 == 0 {
            EventBody::FileDeleted { path, before }
        } else {
            EventBody::BriefOpened {}
        };
        events.push(stored(session, 2 * file + 2, then));
    }
    events
}

#[tokio::test]
async fn a_workspace_of_many_pages_of_changes_is_read_up_to_any_event() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.sqlite3");
    let (store, record) = (
        Store::open(&file).await.unwrap(),
        SessionRecord::invited_in_test(),
    );
    let digest = Token::generate().digest();
    store.create_session(&record, digest).await.unwrap();
    store
        .append_events(record.id, &history(record.id), &[])
        .await
        .unwrap();
    let whole = Snapshot::from_trace(&store, record.id).await.unwrap();
    assert_eq!(whole.0.len() as u64, FILES / 2);
    assert_eq!(whole.0["file777"].size, 777);
    for until in [1, 2, 3, 1000, 1001, 2 * FILES - 1] {
        let then = Snapshot::from_trace_until(&store, record.id, until).await;
        let files = then.unwrap().0.len() as u64;
        // The odd ones that were created, and an even one that is not removed yet.
        assert_eq!(
            files,
            (until + 1) / 4 + u64::from(until % 4 == 1),
            "{until}"
        );
    }
}
