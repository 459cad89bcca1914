//! What is refused, and that it is recorded as refused.

use assay::gateway::{CallKind, ErrorClass, Spent};
use serde_json::{Value, json};

use crate::bench::{Bench, ask, code, quick, with_upstream};
use crate::fake_upstream::FakeUpstream;

#[tokio::test]
async fn unknown_routes_and_methods() {
    let bench = Bench::simulated().await;
    let response = bench.post("/v1/images/generations", &json!({})).await;
    assert_eq!(response.status(), 404);
    assert_eq!(code(response).await, "unknown_url");
    let response = bench
        .client
        .get("http://gateway/v1/embeddings")
        .send()
        .await
        .expect("answers");
    assert_eq!(response.status(), 405);
    let calls = bench.calls(2).await;
    assert!(calls.iter().all(|call| call.kind == CallKind::Refused));
    assert_eq!(calls[1].route, "GET /v1/embeddings");
    let models: Value = bench
        .client
        .get("http://gateway/v1/models")
        .send()
        .await
        .expect("answers")
        .json()
        .await
        .expect("JSON");
    let names: Vec<_> = models["data"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|model| &model["id"])
        .collect();
    assert_eq!(
        names,
        [
            "simulated-reader-1",
            "simulated-reader-1-large",
            "all-minilm-l6-v2"
        ]
    );
    bench.stop().await;
}

#[tokio::test]
async fn bodies_are_limited() {
    let mut config = quick();
    config.limits.chat_body = 1_000;
    let bench = Bench::start(config, Spent::default()).await;
    let response = bench
        .chat(&ask("simulated-reader-1", &"x".repeat(2_000), false))
        .await;
    assert_eq!(response.status(), 413);
    assert_eq!(code(response).await, "request_too_large");
    let call = bench.call().await;
    assert_eq!(
        (call.kind, call.error),
        (CallKind::Refused, Some(ErrorClass::TooLarge))
    );
    bench.stop().await;
}

#[tokio::test]
async fn a_spent_budget_stays_spent_after_a_restart() {
    let mut config = quick();
    config.budget.max_micro_eur = Some(500);
    let bench = Bench::start(
        config,
        Spent {
            tokens: 1_000,
            micro_eur: 500,
        },
    )
    .await;
    let response = bench.chat(&ask("simulated-reader-1", "hello", false)).await;
    assert_eq!(response.status(), 429);
    let body: Value = response.json().await.expect("an envelope");
    assert_eq!(body["error"]["code"], "insufficient_quota");
    assert_eq!(body["error"]["type"], "insufficient_quota");
    let call = bench.call().await;
    assert_eq!(
        (call.kind, call.error),
        (CallKind::Refused, Some(ErrorClass::BudgetSpent))
    );
    bench.stop().await;
}

#[tokio::test]
async fn requests_under_way_are_limited() {
    let upstream = FakeUpstream::start().await;
    let mut config = with_upstream(&upstream.base_url, "gated");
    config.limits.concurrency = 1;
    let bench = Bench::start(config, Spent::default()).await;
    // The first stream has begun, and occupies the only place until it ends.
    let first = bench.chat(&ask("provider-gated", "hello", true)).await;
    let second = bench.chat(&ask("simulated-reader-1", "hello", false)).await;
    assert_eq!(second.status(), 429);
    let said = |name: &str| second.headers()[name].to_str().expect("text").to_owned();
    let millis: u64 = said("retry-after-ms").parse().expect("milliseconds");
    assert!(
        (1_000..6_000).contains(&millis),
        "about what a call takes: {millis}"
    );
    assert_eq!(said("retry-after"), millis.div_ceil(1_000).to_string());
    assert_eq!(code(second).await, "rate_limit_exceeded");
    upstream.gate.notify_one();
    assert!(
        first
            .text()
            .await
            .expect("whole")
            .ends_with("data: [DONE]\n\n")
    );
    let third = bench.chat(&ask("simulated-reader-1", "hello", false)).await;
    assert_eq!(third.status(), 200);
    assert_eq!(bench.calls(3).await[0].kind, CallKind::Refused);
    bench.stop().await;
}
