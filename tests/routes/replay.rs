//! The desk's views of a trace.

use assay::domain::event::{Actor, EventBody, FileVersion, Note, SpanDetails};
use assay::domain::ids::{Digest, SessionId};
use assay::domain::payload::{BlobRef, Payload};
use assay::store::events::StoredEvent;
use assay::trace::Entry;
use serde_json::{Value, json};

use super::service::{Service, error_of, json_of};

fn own(body: EventBody) -> Entry {
    Entry::new(Actor::Candidate, body)
}

fn output(terminal: u32, text: &str) -> Entry {
    own(EventBody::TerminalOutput {
        terminal,
        offset: 0,
        bytes: Payload::of(text.as_bytes().to_vec()).0,
    })
}

fn content(text: &str) -> (FileVersion, Vec<u8>) {
    let bytes = text.as_bytes().to_vec();
    let reference = BlobRef {
        blob: Digest::of(&bytes),
        length: bytes.len() as u64,
    };
    let version = FileVersion {
        content: Some(reference),
        size: reference.length,
        executable: false,
    };
    (version, bytes)
}

/// A session in which a bit of everything happens. The first event is the invitation.
async fn session(service: &Service) -> SessionId {
    let (old, old_bytes) = content("one\ntwo\n");
    let (new, new_bytes) = content("one\nthree leaky gutters\n");
    let snapshot = serde_json::to_vec(&json!({ "roof.txt": old })).unwrap();
    let workspace = BlobRef {
        blob: Digest::of(&snapshot),
        length: snapshot.len() as u64,
    };
    let started = EventBody::SessionStarted {
        image: "none".into(),
        deadline: assay::domain::time::Timestamp(0),
        workspace,
    };
    let opened = EventBody::TerminalOpened {
        terminal: 1,
        cols: 40,
        rows: 6,
    };
    let command = EventBody::CommandStarted {
        terminal: 1,
        command: 1,
        text: "cat roof.txt".into(),
        directory: None,
        offset: 0,
    };
    let finished = EventBody::CommandFinished {
        terminal: 1,
        command: 1,
        exit: Some(2),
        duration: 5,
        from: 0,
        to: 0,
    };
    let changed = EventBody::FileChanged {
        path: "roof.txt".into(),
        before: Some(old),
        after: new,
    };
    let note = EventBody::NoteHypothesis(Note {
        note: 1,
        revision: 0,
        text: "The gutter leaks.".into(),
        status: None,
    });
    service
        .checked(vec![
            Entry::new(Actor::System, started).with_contents(vec![snapshot, old_bytes]),
            own(opened),
            output(1, "$ \x1b[1mcat\x1b[0m roof.txt\r\n"),
            own(command),
            output(1, "one\r\ntwo\r\n"),
            own(finished),
            own(changed).with_contents(vec![new_bytes]),
            own(note),
        ])
        .await
}

async fn get(service: &Service, cookie: &str, session: SessionId, path: &str) -> Value {
    let path = format!("/api/sessions/{session}/{path}");
    for _ in 0..200 {
        let response = service.get(&path, cookie).await;
        let status = response.status();
        let view = json_of(response).await;
        let behind = view["code"] == "not_indexed_yet" || !view["building"].is_null();
        if !behind {
            assert_eq!(status, 200, "{path}: {view}");
            return view;
        }
    }
    panic!("the index of {path} is not built");
}

#[tokio::test]
async fn the_overview_has_what_the_first_screen_shows() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = session(&service).await;
    let view = get(&service, &cookie, session, "replay").await;
    assert_eq!(view["last_seq"], 9);
    assert_eq!(view["terminals"][0]["terminal"], 1);
    let marks = view["marks"].as_array().unwrap();
    let command = marks.iter().find(|it| it["lane"] == "commands").unwrap();
    assert_eq!(command["seq"], 5);
    assert_eq!(command["bad"], true);
    assert_eq!(command["label"], "cat roof.txt");
    assert!(command["end"].is_number());
    let output: u64 = view["output"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!(output, 34);
    assert_eq!(view["output"].as_array().unwrap().len(), 1000);
    let labels: Vec<_> = view["summary"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["label"])
        .collect();
    let expected = [
        "Start",
        "Edits",
        "Commands",
        "Hypothesis 1",
        "Contradictions",
    ];
    assert_eq!(labels, expected, "nobody typed the command");
    assert_eq!(command["word"], "candidate");
    let activity = get(&service, &cookie, session, "replay/activity?bins=3").await;
    let parts = activity["output"].as_array().unwrap();
    assert_eq!(parts.len(), 3);
    assert_eq!(parts.iter().filter_map(Value::as_u64).sum::<u64>(), 34);
}

#[tokio::test]
async fn a_moment_is_as_it_was() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = session(&service).await;
    let early = get(&service, &cookie, session, "moment?seq=5").await;
    assert_eq!(early["event"]["kind"], "command.started");
    assert_eq!(early["commands"][0]["text"], "cat roof.txt");
    assert_eq!(early["journal"], json!([]));
    assert_eq!(early["changed"], json!([]));
    let screen = early["terminals"][0]["screen"].as_str().unwrap();
    assert!(
        screen.contains("roof.txt") && !screen.contains("two"),
        "{screen:?}"
    );
    assert_eq!(early["terminals"][0]["offset"], 24);

    let late = get(&service, &cookie, session, "moment?time=9000000000000").await;
    assert_eq!(late["seq"], 9);
    assert_eq!(late["commands"], json!([]));
    assert_eq!(late["journal"][0]["text"], "The gutter leaks.");
    assert_eq!(late["journal"][0]["kind"], "hypothesis");
    assert_eq!(late["changed"][0]["path"], "roof.txt");
    assert_eq!(late["changed"][0]["change"], "modified");
    assert!(
        late["terminals"][0]["screen"]
            .as_str()
            .unwrap()
            .contains("two")
    );

    let files = get(&service, &cookie, session, "replay/files?seq=9").await;
    assert_eq!(files["files"][0]["changed"], true);
    assert_eq!(files["files"][0]["changes"], json!([8]));
    assert_ne!(files["files"][0]["now"], files["files"][0]["start"]);
    let files = get(&service, &cookie, session, "replay/files?seq=7").await;
    assert_eq!(files["files"][0]["changed"], false);
}

/// A trace that a newer program wrote, and that was imported here.
#[tokio::test]
async fn a_kind_that_is_not_known_here_is_shown_as_it_is() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = session(&service).await;
    let last = service.store.last_event(session).await.unwrap().unwrap();
    let told = json!({
        "v": 1,
        "seq": last.seq + 1,
        "at": last.at + 1,
        "active": 7,
        "actor": "candidate",
        "kind": "editor.folded",
        "data": { "lines": 12 },
    });
    let body = serde_json::to_vec(&told).unwrap();
    let later = StoredEvent {
        seq: last.seq + 1,
        kind: "editor.folded".into(),
        at: last.at + 1,
        hash: Digest::of(&body),
        prev: last.hash,
        body,
    };
    let stored = service.store.append_events(session, &[later], &[]).await;
    stored.unwrap();
    let path = format!("moment?seq={}", last.seq + 1);
    let moment = get(&service, &cookie, session, &path).await;
    assert_eq!(moment["event"], told);
    assert_eq!(moment["journal"][0]["text"], "The gutter leaks.");
}

#[tokio::test]
async fn a_search_finds_and_takes_anything() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = session(&service).await;
    let view = get(&service, &cookie, session, "search?q=leaky%20gutters").await;
    assert_eq!(view["total"], 1);
    assert_eq!(view["hits"][0]["seq"], 8);
    assert_eq!(view["hits"][0]["source"], "change");
    assert_eq!(view["hits"][0]["lane"], "edits");
    let only = get(&service, &cookie, session, "search?q=roof&kinds=command").await;
    assert_eq!(only["total"], 1);
    assert_eq!(only["hits"][0]["kind"], "command.started");
    for query in [
        "%22", "%22open", "seq%3A1", "%2F.*%2F", "%00", "a%20OR", "(((", "*",
    ] {
        let view = get(&service, &cookie, session, &format!("search?q={query}")).await;
        assert!(view["hits"].is_array(), "{query}");
    }
}

#[tokio::test]
async fn events_are_filtered_and_come_backwards() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = session(&service).await;
    let seqs = async |query: &str| {
        let view = get(&service, &cookie, session, &format!("events?{query}")).await;
        let seqs = view["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["seq"].as_u64().unwrap());
        (seqs.collect::<Vec<_>>(), view["more"].as_bool().unwrap())
    };
    assert_eq!(seqs("kinds=terminal.output").await, (vec![4, 6], false));
    assert_eq!(seqs("kinds=command,note").await, (vec![5, 7, 9], false));
    assert_eq!(
        seqs("kinds=command,note&newest_first=true&limit=2").await,
        (vec![9, 7], true)
    );
    assert_eq!(
        seqs("before=4&newest_first=true").await,
        (vec![3, 2, 1], false)
    );
    assert_eq!(seqs("after=2&before=5").await, (vec![3, 4], false));
    assert_eq!(seqs("kinds=assistant").await, (vec![], false));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = session(&service).await;
    get(&service, &cookie, session, "replay").await;
    let long = format!("search?q={}", "x".repeat(501));
    let bad = [
        "moment",
        "moment?seq=1&time=1",
        "replay/activity?bins=4001",
        "replay/activity?bins=0",
        "search?q=a&limit=201",
        "search",
        long.as_str(),
    ];
    for path in bad {
        let response = service
            .get(&format!("/api/sessions/{session}/{path}"), &cookie)
            .await;
        assert_eq!(
            error_of(response).await,
            (400, "query_malformed".into()),
            "{path}"
        );
    }
    for path in [
        "moment?seq=0",
        "moment?seq=10",
        "replay/files?seq=99",
        "asks/3",
        "asks/x",
    ] {
        let response = service
            .get(&format!("/api/sessions/{session}/{path}"), &cookie)
            .await;
        assert_eq!(
            error_of(response).await,
            (404, "event_unknown".into()),
            "{path}"
        );
    }
    for path in [
        "replay",
        "replay/activity",
        "moment?seq=1",
        "replay/files?seq=1",
        "search?q=a",
        "asks",
    ] {
        let response = service
            .get(&format!("/api/sessions/{session}/{path}"), "")
            .await;
        assert_eq!(
            error_of(response).await,
            (401, "not_signed_in".into()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn asks_say_what_is_missing() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let span = |name: &str, span: &str, parent: &str, from: u64, to: u64| {
        own(EventBody::SpanEnded {
            name: name.into(),
            trace: "t1".into(),
            span: span.into(),
            parent: parent.into(),
            start: (from * 1_000).to_string(),
            end: (to * 1_000).to_string(),
            attributes: json!({ "leg": "Reranked" }),
            cut: false,
            details: SpanDetails::default(),
        })
    };
    let session = service
        .checked(vec![
            span("retrieve", "b", "a", 20, 30),
            span("answer", "a", "", 10, 90),
        ])
        .await;
    let view = get(&service, &cookie, session, "asks").await;
    assert_eq!(view["asks"][0]["seq"], 3);
    assert_eq!(view["asks"][0]["name"], "answer");
    assert_eq!(view["asks"][0]["duration"], 80);
    let ask = get(&service, &cookie, session, "asks/3").await;
    let names: Vec<_> = ask["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(names, ["answer", "retrieve"]);
    assert_eq!(ask["spans"][1]["start"], 10);
    assert_eq!(ask["calls"], json!([]));
    for stage in ask["stages"].as_array().unwrap() {
        assert_eq!(stage["known"], false, "{stage}");
        assert!(!stage["says"].as_str().unwrap().is_empty());
    }
    assert_eq!(ask["stages"].as_array().unwrap().len(), 8);
}

#[tokio::test]
async fn asks_show_what_each_stage_made() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let span = |name: &str, span: &str, attributes: Value| {
        own(EventBody::SpanEnded {
            name: name.into(),
            trace: "t1".into(),
            span: span.into(),
            parent: if name == "answer" { "" } else { "a" }.into(),
            start: "10000".into(),
            end: "20000".into(),
            attributes,
            cut: false,
            details: SpanDetails::default(),
        })
    };
    let found = r#"[{"id":"policy/window#1","score":9.5},{"id":"manual/pump#0","score":2.25}]"#;
    let session = service
        .checked(vec![
            span("lexical leg", "b", json!({ "results": found })),
            span(
                "pack",
                "c",
                json!({ "results": "[]", "dropped": 2, "tokens": 310 }),
            ),
            span(
                "validate",
                "d",
                json!({ "grounded": false, "problems": "cites nothing" }),
            ),
            span("answer", "a", json!({})),
        ])
        .await;
    let asks = get(&service, &cookie, session, "asks").await;
    let ask = get(
        &service,
        &cookie,
        session,
        &format!("asks/{}", asks["asks"][0]["seq"]),
    )
    .await;
    let stage = |name: &str| {
        let mut stages = ask["stages"].as_array().unwrap().iter();
        stages.find(|it| it["stage"] == name).unwrap().clone()
    };
    let lexical = stage("lexical leg");
    assert_eq!(
        lexical["results"][1],
        json!({ "id": "manual/pump#0", "score": 2.25 })
    );
    assert_eq!(lexical["says"], "took 10 µs; 2 results");
    assert_eq!(
        stage("packed")["says"],
        "took 10 µs; 0 results; left out: 2; tokens: 310"
    );
    let validation = stage("validation");
    assert_eq!(
        validation["says"],
        "took 10 µs; grounded: false; problems: cites nothing"
    );
    assert_eq!(stage("dense leg")["known"], false);
}
