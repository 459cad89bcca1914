//! What is refused, and that it is recorded as refused. Telemetry too.

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
    // The first stream has begun, and holds the only place until it ends.
    let first = bench.chat(&ask("provider-gated", "hello", true)).await;
    let second = bench.chat(&ask("simulated-reader-1", "hello", false)).await;
    assert_eq!(second.status(), 429);
    assert_eq!(second.headers()["retry-after"], "1");
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

#[tokio::test]
async fn telemetry_arrives_as_spans() {
    let bench = Bench::simulated().await;
    let export = json!({"resourceSpans": [{"scopeSpans": [{"spans": [
        {"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331", "name": "rerank",
         "startTimeUnixNano": "1", "endTimeUnixNano": "2", "attributes": []},
        {"name": "half a span"}]}]}]});
    let answer: Value = bench
        .post("/v1/traces", &export)
        .await
        .json()
        .await
        .expect("JSON");
    assert_eq!(answer["partialSuccess"]["rejectedSpans"], "1");
    let call = bench.call().await;
    assert_eq!(call.kind, CallKind::Telemetry);
    assert_eq!(
        (call.spans.len(), call.spans[0].name.as_str()),
        (1, "rerank")
    );
    let protobuf = bench.client.post("http://gateway/v1/traces");
    let protobuf = protobuf
        .header("content-type", "application/x-protobuf")
        .body("x");
    let response = protobuf.send().await.expect("answers");
    assert_eq!(response.status(), 415);
    assert!(
        response
            .text()
            .await
            .expect("whole")
            .contains("OTEL_EXPORTER_OTLP_PROTOCOL")
    );
    bench.stop().await;
}
