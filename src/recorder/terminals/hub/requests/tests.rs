use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::*;
use crate::domain::session_record::SessionRecord;
use crate::domain::terminal_offset::TraceOffset;
use crate::domain::token::Token;
use crate::pause::PauseSwitch;
use crate::store::Store;
use crate::terminals::History;
use crate::trace::{TraceClock, TraceLog};

#[tokio::test]
async fn terminals_are_not_opened_faster_than_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.sqlite3");
    let (store, record) = (
        Store::open(&file).await.unwrap(),
        SessionRecord::invited_in_test(),
    );
    let digest = Token::generate().digest();
    store.create_session(&record, digest).await.unwrap();
    let clock = Arc::new(TraceClock::new(record.created_at, None, 0));
    let trace = TraceLog::open(store.clone(), record.id, clock);
    let trace = trace.await.unwrap();
    // During a pause no agent is needed.
    let (_switch, paused) = PauseSwitch::new(true);
    let stop = CancellationToken::new();
    let (terminals, _connected, hub) = Hub::start(
        &store,
        record.id,
        History::default(),
        trace.clone(),
        folder.path().join("no.sock"),
        paused,
        stop.clone(),
    );
    let hub = tokio::spawn(hub);
    let attach = async |number| {
        let arrival = Arrival::Page(None, TerminalSize::USUAL);
        terminals
            .attach(number, Some(TraceOffset(0)), arrival)
            .await
    };
    attach(1).await.unwrap();
    while trace.admit(Rated::Terminal, 0) {}
    let refused = attach(2).await.unwrap_err();
    assert!(matches!(refused, NotAttached::TooOften), "{refused}");
    attach(1).await.unwrap();
    stop.cancel();
    hub.await.unwrap();
    let opened = store.count_events(record.id, "terminal.opened");
    assert_eq!(opened.await.unwrap(), 1);
}
