//! OpenTelemetry over the socket. What real SDKs send is in `real_clients.rs`.

use std::io::Write;

use assay::gateway::{CallKind, ErrorClass};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::bench::Bench;

fn export() -> Value {
    let now = u64::try_from(jiff::Timestamp::now().as_nanosecond()).expect("after 1970");
    json!({"resourceSpans": [{"scopeSpans": [{"spans": [
        {"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331", "name": "rerank",
         "startTimeUnixNano": (now - 5_000).to_string(), "endTimeUnixNano": now.to_string()},
        {"name": "half a span"}]}]}]})
}

#[tokio::test]
async fn telemetry_arrives_as_spans() {
    let bench = Bench::simulated().await;
    let answer = bench.post("/v1/traces", &export()).await;
    let answer: Value = answer.json().await.expect("JSON");
    assert_eq!(answer["partialSuccess"]["rejectedSpans"], "1");
    let said = answer["partialSuccess"]["errorMessage"]
        .as_str()
        .expect("said");
    assert!(said.contains("1 have no times"), "{said}");
    let call = bench.call().await;
    assert_eq!(call.kind, CallKind::Telemetry);
    assert_eq!(
        (call.spans.len(), call.spans[0].name.as_str()),
        (1, "rerank")
    );
    bench.stop().await;
}

#[tokio::test]
async fn a_bomb_is_refused_in_the_words_of_the_protocol() {
    let bench = Bench::simulated().await;
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..64 {
        packed.write_all(&vec![b' '; 1 << 20]).expect("packs");
    }
    let packed = packed.finish().expect("packs");
    assert!(packed.len() < 100_000);
    let request = bench.client.post("http://gateway/v1/traces").body(packed);
    let request = request.header("content-encoding", "gzip");
    let response = request
        .header("content-type", "application/json")
        .send()
        .await;
    let response = response.expect("answers");
    assert_eq!(response.status(), 413);
    let status: Value = response.json().await.expect("JSON");
    assert_eq!(status["code"], 3, "{status}");
    assert_eq!(bench.call().await.error, Some(ErrorClass::TooLarge));
    bench.stop().await;
}

#[tokio::test]
async fn metrics_and_logs_are_taken_and_said_once_not_to_be_kept() {
    let bench = Bench::simulated().await;
    for (path, what) in [("/v1/metrics", "metrics"), ("/v1/logs", "logs")] {
        let first = bench.post(path, &json!({})).await;
        assert_eq!(first.status(), 200);
        let first: Value = first.json().await.expect("JSON");
        let said = first["partialSuccess"]["errorMessage"]
            .as_str()
            .expect("said");
        assert!(said.contains(what), "{said}");
        let second: Value = bench
            .post(path, &json!({}))
            .await
            .json()
            .await
            .expect("JSON");
        assert_eq!(second, json!({"partialSuccess": {}}));
    }
    assert!(
        bench
            .calls(4)
            .await
            .iter()
            .all(|call| call.spans.is_empty() && call.error.is_none())
    );
    bench.stop().await;
}
