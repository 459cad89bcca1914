//! A provider behind the gateway, with all its failures.

use assay::gateway::{Call, ErrorClass, Spent};
use futures_util::StreamExt;
use serde_json::Value;

use crate::bench::{Bench, KEY_VARIABLE, ask, code, with_upstream};
use crate::fake_upstream::FakeUpstream;

async fn behind(name: &str) -> (FakeUpstream, Bench) {
    let upstream = FakeUpstream::start().await;
    let bench = Bench::start(with_upstream(&upstream.base_url, name), Spent::default()).await;
    (upstream, bench)
}

/// Calls the provider's model. Returns status, body and record.
async fn exchange(name: &str, stream: bool) -> (u16, String, Call) {
    let (_upstream, bench) = behind(name).await;
    let response = bench
        .chat(&ask(&format!("provider-{name}"), "hello", stream))
        .await;
    let status = response.status().as_u16();
    let body = response.text().await.expect("whole");
    let call = bench.call().await;
    bench.stop().await;
    (status, body, call)
}

#[tokio::test]
async fn a_request_goes_through_with_the_key_and_the_providers_model_name() {
    let (mut upstream, bench) = behind("fine").await;
    let mut request = ask("provider-fine", "hello", false);
    request["temperature"] = 0.5.into();
    let response: Value = bench.chat(&request).await.json().await.expect("JSON");
    assert_eq!(response["model"], "fine-2026-01");
    let (key, sent) = upstream.requests.recv().await.expect("one request");
    let secret = std::env::var(KEY_VARIABLE).expect("set by cargo");
    assert_eq!(key, format!("Bearer {secret}"));
    assert_eq!(
        (&sent["model"], &sent["temperature"]),
        (&Value::from("fine"), &Value::from(0.5))
    );
    let call = bench.call().await;
    assert_eq!(call.requested_model.as_deref(), Some("provider-fine"));
    assert_eq!(call.served_model.as_deref(), Some("fine-2026-01"));
    assert_eq!(
        (call.usage.prompt_tokens, call.usage.completion_tokens),
        (11, 3)
    );
    assert_eq!(call.cost_micro_eur, 17);
    assert!(
        !format!("{call:?}").contains(&secret),
        "the key is nowhere in the record"
    );
    bench.stop().await;
}

#[tokio::test]
async fn a_stream_comes_through_and_its_usage_is_known() {
    let (status, body, call) = exchange("fine", true).await;
    assert_eq!(status, 200);
    assert!(
        body.ends_with("data: [DONE]\n\n") && !body.contains("usage"),
        "{body}"
    );
    assert_eq!(call.text.as_deref(), Some("Hello there"));
    assert_eq!(
        (call.usage.prompt_tokens, call.usage.estimated),
        (11, false)
    );
    assert_eq!(call.finish_reason.as_deref(), Some("stop"));
}

#[tokio::test]
async fn usage_is_estimated_where_the_provider_does_not_count() {
    let (_, _, call) = exchange("uncounted", false).await;
    assert!(call.usage.estimated);
    assert_eq!(
        (call.usage.prompt_tokens, call.usage.completion_tokens),
        (2, 3)
    );
}

#[tokio::test]
async fn a_silent_provider_is_a_timeout() {
    let (status, body, call) = exchange("silent", false).await;
    assert_eq!(status, 504);
    assert!(
        body.contains("upstream_timeout") && body.contains("300 ms"),
        "{body}"
    );
    assert_eq!(call.error, Some(ErrorClass::UpstreamTimeout));
    assert_eq!(call.cost_micro_eur, 0);
}

#[tokio::test]
async fn a_providers_errors_are_passed_on() {
    let (_upstream, bench) = behind("busy").await;
    let response = bench.chat(&ask("provider-busy", "hello", false)).await;
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    assert!(response.text().await.expect("whole").contains("slow down"));
    assert_eq!(bench.call().await.error, Some(ErrorClass::UpstreamStatus));
    bench.stop().await;
    let (status, body, _) = exchange("broken", false).await;
    assert_eq!(status, 500);
    assert!(
        body.contains("upstream_error") && !body.contains("<h1>"),
        "{body}"
    );
    let (status, body, _) = exchange("unauthorised", false).await;
    assert_eq!(
        status, 502,
        "the gateway's key is not the pipeline's concern"
    );
    assert!(!body.contains("sk-abc"), "{body}");
}

#[tokio::test]
async fn a_stream_that_breaks_off_says_so_to_client_and_record() {
    for (name, class, code) in [
        ("cut", ErrorClass::UpstreamTruncated, "upstream_truncated"),
        ("stalling", ErrorClass::UpstreamTimeout, "upstream_timeout"),
    ] {
        let (upstream, bench) = behind(name).await;
        let response = bench
            .chat(&ask(&format!("provider-{name}"), "hello", true))
            .await;
        let mut pieces = response.bytes_stream();
        let mut body = pieces
            .next()
            .await
            .expect("a piece")
            .expect("whole")
            .to_vec();
        upstream.gate.notify_one();
        while let Some(piece) = pieces.next().await {
            body.extend(piece.expect("whole"));
        }
        let body = String::from_utf8(body).expect("text");
        let call = bench.call().await;
        bench.stop().await;
        assert!(body.contains("Hello") && body.contains(code), "{body}");
        assert!(!body.contains("[DONE]"), "{body}");
        assert_eq!(call.error, Some(class));
        assert_eq!(
            call.response,
            body.as_bytes(),
            "the record holds what was sent"
        );
        assert_eq!(call.text.as_deref(), Some("Hello"));
        assert!(call.usage.estimated && call.usage.completion_tokens > 0);
    }
}

#[tokio::test]
async fn a_stream_whose_end_cannot_be_recorded_has_no_end() {
    let (upstream, bench) = behind("gated").await;
    let response = bench.chat(&ask("provider-gated", "hello", true)).await;
    bench.sink.set_failing(true);
    upstream.gate.notify_one();
    let body = response.text().await.expect("whole");
    assert!(
        body.contains("recording_failed") && !body.contains("[DONE]"),
        "{body}"
    );
    bench.stop().await;
}

#[tokio::test]
async fn a_client_that_hangs_up_is_recorded_with_what_it_saw() {
    let (_upstream, bench) = behind("gated").await;
    let response = bench.chat(&ask("provider-gated", "hello", true)).await;
    let mut pieces = response.bytes_stream();
    let first = pieces.next().await.expect("a piece").expect("whole");
    drop(pieces);
    let call = bench.call().await;
    assert_eq!(call.error, Some(ErrorClass::ClientGone));
    assert!(call.response.starts_with(&first));
    bench.stop().await;
}

#[tokio::test]
async fn an_unreachable_provider_is_named_as_such() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base_url = format!("http://{}/v1", listener.local_addr().expect("bound"));
    drop(listener);
    let bench = Bench::start(with_upstream(&base_url, "fine"), Spent::default()).await;
    let response = bench.chat(&ask("provider-fine", "hello", false)).await;
    assert_eq!(response.status(), 502);
    assert_eq!(code(response).await, "upstream_unreachable");
    bench.stop().await;
}
