//! The overview, and the state at a moment.

use assay::domain::ids::Digest;
use assay::store::events::StoredEvent;
use serde_json::{Value, json};

use super::bench::{get, session};
use crate::service::Service;

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
        session,
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
