//! Questions to the pipeline, stage by stage.

use assay::domain::event::{EventBody, SpanDetails};
use serde_json::{Value, json};

use super::bench::{get, own};
use crate::service::Service;

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
    let view = get(&service, &cookie, session, "asks?around=3").await;
    assert_eq!((&view["asks"], &view["here"]), (&json!(1), &json!(1)));
    let row = &view["lines"][1]["ask"];
    assert_eq!(row["seq"], 3);
    assert_eq!(row["name"], "answer");
    assert_eq!(row["duration"], 80);
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
    let asks = get(&service, &cookie, session, "asks?from=0").await;
    let ask = get(
        &service,
        &cookie,
        session,
        &format!("asks/{}", asks["lines"][1]["ask"]["seq"]),
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
