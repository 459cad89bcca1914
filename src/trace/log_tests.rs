use futures_util::FutureExt as _;

use super::*;
use crate::domain::event::{Actor, EventBody, SpanDetails};
use crate::domain::session_record::SessionRecord;
use crate::domain::token::Token;

fn span(cut: bool) -> EventBody {
    EventBody::SpanEnded {
        name: "ask".into(),
        trace: "1".repeat(32),
        span: "2".repeat(16),
        parent: String::new(),
        start: "1".into(),
        end: "2".into(),
        attributes: serde_json::json!({}),
        cut,
        details: SpanDetails::default(),
    }
}

/// Every kind that has a total is counted again when the trace is opened again.
#[tokio::test]
async fn totals_go_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("test.sqlite3"))
        .await
        .unwrap();
    let record = SessionRecord::invited_in_test();
    store
        .create_session(&record, Token::generate().digest())
        .await
        .unwrap();
    let clock = || Arc::new(TraceClock::new(record.created_at, None, 0));
    let open = || TraceLog::open(store.clone(), record.id, clock());
    let trace = open().await.unwrap();
    let candidate = |body| Entry::new(Actor::Candidate, body);
    let (resized, refused) = (
        EventBody::TerminalResized {
            terminal: 1,
            cols: 80,
            rows: 24,
        },
        EventBody::TerminalRefused {
            terminal: 1,
            reason: "too much".into(),
            length: 9,
        },
    );
    for body in [resized.clone(), resized, refused, span(false)] {
        trace.append(candidate(body)).await.unwrap();
    }
    for _ in 0..4 {
        let cut = candidate(span(true)).leaving_out(Rated::SpanDetail, 1);
        trace.append(cut).await.unwrap();
    }
    drop(trace);

    let again = open().await.unwrap();
    let used = |kind: Rated| f64::from(kind.rate().total) - again.rates.left(kind);
    let told = [Rated::Terminal, Rated::Span, Rated::Stage, Rated::Note].map(used);
    assert!(
        told.iter()
            .zip([3.0, 1.0, 4.0, 0.0])
            .all(|(it, wanted)| (it - wanted).abs() < 0.5),
        "{told:?}"
    );
}

/// Sessions take turns at the database, so that one that writes much does not make others wait for
/// all of it.
#[tokio::test]
async fn a_session_that_writes_much_lets_others_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.sqlite3");
    let store = Store::open(&file).await.unwrap();
    let mut traces = Vec::new();
    for _ in 0..2 {
        let record = SessionRecord::invited_in_test();
        let token = Token::generate().digest();
        store.create_session(&record, token).await.unwrap();
        let clock = Arc::new(TraceClock::new(record.created_at, None, 0));
        let trace = TraceLog::open(store.clone(), record.id, clock).await;
        traces.push(trace.unwrap());
    }
    let entry = || Entry::new(Actor::Candidate, span(false));
    let mut flood = Vec::new();
    for _ in 0..128 {
        flood.push(traces[0].append_later(entry()).await.unwrap());
    }
    // The first of them is being written.
    flood.remove(0).await.unwrap();
    traces[1].append(entry()).await.unwrap();
    let last = flood.last_mut().unwrap();
    let early = last.now_or_never();
    assert!(early.is_none(), "the other one waited for all");
    flood.pop().unwrap().await.unwrap();
}
