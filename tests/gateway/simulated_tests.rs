//! Chat with a simulated model, whole and streamed, and its record.

use assay::gateway::{CallKind, Phase};
use serde_json::{Value, json};

use crate::bench::{Bench, ask, code};

const PROMPT: &str = "Context:\n[1] (policy/late-return) Late return\nThe period of grace is 30 minutes. \
    Every hour begun after that costs EUR 15.\n\nQuestion: How long is the period of grace?";

#[tokio::test]
async fn an_answer_is_recorded_before_it_is_given() {
    let bench = Bench::simulated().await;
    let response = bench.chat(&ask("simulated-reader-1", PROMPT, false)).await;
    assert_eq!(response.status(), 200);
    // It is recorded already, so there is no wait here.
    let call = bench.sink.completed().remove(0);
    let body = response.bytes().await.expect("whole");
    assert_eq!(call.response, body);
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let text = body["choices"][0]["message"]["content"]
        .as_str()
        .expect("text");
    assert!(text.contains("30 minutes"), "{text}");
    assert_eq!(call.text.as_deref(), Some(text));
    assert_eq!((call.kind, call.status), (CallKind::Chat, 200));
    assert_eq!(body["usage"]["prompt_tokens"], call.usage.prompt_tokens);
    assert_eq!(call.finish_reason.as_deref(), Some("stop"));
    assert!(call.cost_micro_eur > 0 && !call.usage.estimated);
    assert_eq!(bench.gateway.spent().micro_eur, call.cost_micro_eur);
    let request: Value = serde_json::from_slice(&call.request).expect("whole request");
    assert_eq!(request["messages"][0]["content"], PROMPT);
    bench.stop().await;
}

#[tokio::test]
async fn a_stream_says_the_same_and_ends_after_its_record() {
    let bench = Bench::simulated().await;
    let whole: Value = bench
        .chat(&ask("simulated-reader-1", PROMPT, false))
        .await
        .json()
        .await
        .expect("JSON");
    let response = bench.chat(&ask("simulated-reader-1", PROMPT, true)).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let sent = response.text().await.expect("whole");
    let sent = sent
        .strip_suffix("data: [DONE]\n\n")
        .expect("ends with the marker");
    let reports = bench.sink.all();
    assert_eq!(reports.len(), 3);
    assert_eq!(
        (reports[1].phase, reports[2].phase),
        (Phase::Opened, Phase::Completed)
    );
    assert_eq!(reports[1].id, reports[2].id);
    assert_eq!(reports[2].response, sent.as_bytes());
    assert_eq!(
        reports[2].text.as_deref(),
        whole["choices"][0]["message"]["content"].as_str(),
        "streaming changes nothing"
    );
    assert_eq!(reports[2].usage, reports[0].usage);
    assert!(!sent.contains("\"usage\""), "usage was not asked for");
    bench.stop().await;
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_answered() {
    let bench = Bench::simulated().await;
    bench.sink.set_failing(true);
    for stream in [false, true] {
        let response = bench.chat(&ask("simulated-reader-1", PROMPT, stream)).await;
        assert_eq!(response.status(), 503);
        let body = response.text().await.expect("whole");
        assert!(
            body.contains("recording_failed") && !body.contains("30 minutes"),
            "{body}"
        );
    }
    bench.stop().await;
}

#[tokio::test]
async fn what_is_not_supported_says_so_by_name() {
    let bench = Bench::simulated().await;
    for (name, value) in [
        ("tools", json!([{}])),
        ("tool_choice", json!("required")),
        ("response_format", json!({"type": "grammar"})),
        ("n", json!(2)),
        ("logprobs", json!(true)),
    ] {
        let mut request = ask("simulated-reader-1", PROMPT, false);
        request[name] = value;
        let response = bench.chat(&request).await;
        assert_eq!(response.status(), 400, "{name}");
        let body: Value = response.json().await.expect("an envelope");
        assert_eq!(body["error"]["param"], name);
        assert_eq!(body["error"]["code"], "unsupported_parameter");
    }
    let long = "word ".repeat(8_000);
    let response = bench.chat(&ask("simulated-reader-1", &long, false)).await;
    assert_eq!(code(response).await, "context_length_exceeded");
    let response = bench
        .chat(&ask("simulated-reader-1-large", &long, false))
        .await;
    assert_eq!(response.status(), 200);
    let response = bench.chat(&ask("gpt-nope", PROMPT, false)).await;
    assert_eq!(code(response).await, "model_not_found");
    bench.stop().await;
}
