//! Exports as SDKs send them, and exports that nobody should send.

mod protobuf;

use serde_json::{Value, json};

use super::*;

const NOW: &str = "2026-11-30T12:00:00Z";
/// One second before `now`.
const START: u64 = 1_796_039_999_000_000_000;
const END: u64 = START + 500_000_000;
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const SPAN: &str = "b7ad6b7169203331";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn read(export: &Value) -> Tally {
    spans(export.to_string().into(), Dialect::OtlpJson, now()).unwrap()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is made where it is passed"
)]
fn span(change: Value) -> Value {
    let mut span = json!({"traceId": TRACE, "spanId": SPAN, "name": "rerank",
        "startTimeUnixNano": START.to_string(), "endTimeUnixNano": END.to_string()});
    for (name, value) in change.as_object().unwrap() {
        span[name] = value.clone();
    }
    span
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is made where it is passed"
)]
fn export(spans: Vec<Value>) -> Value {
    json!({"resourceSpans": [{
        "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "halden"}}]},
        "scopeSpans": [{"spans": spans}],
    }]})
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is made where it is passed"
)]
fn value(json: Value) -> Value {
    let tally = read(&export(vec![span(
        json!({"attributes": [{"key": "k", "value": json}]}),
    )]));
    tally.spans[0].attributes["k"].clone()
}

#[test]
fn a_span_is_taken_with_all_it_says() {
    let error = json!({"key": "exception.message", "value": {"stringValue": "no such index"}});
    let tally = read(&export(vec![span(json!({
        "traceId": TRACE.to_uppercase(), "parentSpanId": "00f067aa0ba902b7", "kind": 3,
        "status": {"code": 2, "message": "no index"}, "future": {}, "endTimeUnixNano": END,
        "events": [{"name": "exception", "timeUnixNano": "7", "attributes": [error]}],
        "links": [{"traceId": TRACE, "spanId": SPAN}, {"traceId": "beef"}],
    }))]));
    let span = &tally.spans[0];
    assert_eq!((tally.rejected(), span.trace_id.as_str()), (0, TRACE));
    assert_eq!((span.start_unix_nano, span.end_unix_nano), (START, END));
    assert_eq!(span.parent_span_id.as_deref(), Some("00f067aa0ba902b7"));
    assert_eq!(
        (span.kind.as_str(), span.status.as_str()),
        ("client", "error")
    );
    assert_eq!(span.status_message, "no index");
    assert_eq!(
        (span.events[0].name.as_str(), span.events[0].time_unix_nano),
        ("exception", 7)
    );
    assert_eq!(
        span.events[0].attributes["exception.message"],
        "no such index"
    );
    assert_eq!(
        (span.links.len(), span.left_out),
        (1, 1),
        "one link has no ids"
    );
    assert_eq!(span.attributes["service.name"], "halden");
}

#[test]
fn values_keep_their_type_and_their_depth() {
    assert_eq!(
        value(json!({"intValue": "9007199254740993"})),
        9_007_199_254_740_993_i64
    );
    assert_eq!(value(json!({"intValue": -5})), -5);
    assert_eq!(value(json!({"doubleValue": 0.25})), 0.25);
    assert_eq!(value(json!({"boolValue": true})), true);
    assert_eq!(value(json!({"bytesValue": "AAEC"})), "AAEC");
    assert_eq!(value(json!({})), Value::Null);
    let nested = json!({"kvlistValue": {"values": [
        {"key": "hits", "value": {"arrayValue": {"values": [
            {"kvlistValue": {"values": [{"key": "id", "value": {"intValue": "3"}}]}},
            {"stringValue": "x"}]}}}]}});
    assert_eq!(value(nested), json!({"hits": [{"id": 3}, "x"]}));
    let mut deep = json!({"intValue": 1});
    for _ in 0..40 {
        deep = json!({"arrayValue": {"values": [deep]}});
    }
    assert_eq!(
        value(deep).to_string(),
        "[[[[[[null]]]]]]",
        "cut off at six levels, not refused"
    );
}

#[test]
fn names_count_as_texts_do() {
    let attributes: Vec<Value> = (0..64)
        .map(|number| json!({"key": format!("{number:0256}"), "value": {"intValue": 1}}))
        .collect();
    let event = json!({"name": "e".repeat(256), "timeUnixNano": "7", "attributes": attributes});
    let tally = read(&export(vec![span(json!({"events": vec![event; 32]}))]));
    let span = &tally.spans[0];
    let names = span.events.iter().flat_map(|event| {
        let keys = event.attributes.keys().map(String::len);
        keys.chain([event.name.len()])
    });
    assert!(names.sum::<usize>() <= 256 << 10);
    assert!(span.left_out > 1_000, "{}", span.left_out);
}

#[test]
fn what_cannot_be_is_refused_and_said() {
    let hour = 3_600_000_000_000;
    for (change, reason) in [
        (json!({"traceId": "0".repeat(32)}), "have no valid ids"),
        (json!({"spanId": "b7ad"}), "have no valid ids"),
        (json!({"spanId": null}), "have no valid ids"),
        (json!({"name": ""}), "have no name"),
        (json!({"startTimeUnixNano": "0"}), "have no times"),
        (json!({"endTimeUnixNano": "soon"}), "have no times"),
        (
            json!({"endTimeUnixNano": (START - 1).to_string()}),
            "end before they start",
        ),
        (
            json!({"endTimeUnixNano": (END + hour).to_string()}),
            "have times far from now",
        ),
        (
            json!({"startTimeUnixNano": (START - 400 * hour).to_string()}),
            "have times far from now",
        ),
        (
            json!({"startTimeUnixNano": "17"}),
            "have times far from now",
        ),
        (json!({"attributes": 5}), "are malformed"),
    ] {
        let tally = read(&export(vec![span(change.clone()), span(json!({}))]));
        assert_eq!((tally.spans.len(), tally.rejected()), (1, 1), "{change}");
        assert_eq!(
            tally.reasons(),
            format!("spans rejected: 1 {reason}"),
            "{change}"
        );
    }
    let rooted = read(&export(vec![span(json!({"parentSpanId": "0".repeat(16)}))]));
    assert_eq!(rooted.spans[0].parent_span_id, None, "zeros are no parent");
    let refused = spans("[1]".into(), Dialect::OtlpJson, now()).unwrap_err();
    assert_eq!(refused.code, "invalid_value");
}

#[test]
fn sizes_are_bounded_and_what_is_left_out_is_counted() {
    let long = json!({"stringValue": "é".repeat(9_000)});
    let attribute = |key: usize| json!({"key": format!("k{key}"), "value": long.clone()});
    let large = span(json!({"name": "n".repeat(999), "attributes":
        (0..70).map(attribute).collect::<Vec<_>>(), "events": vec![json!({"name": "e"}); 40]}));
    let tally = read(&export(vec![large]));
    let span_taken = &tally.spans[0];
    assert_eq!((span_taken.name.len(), span_taken.events.len()), (256, 32));
    let bytes: usize = span_taken
        .attributes
        .values()
        .map(|it| it.to_string().len())
        .sum();
    assert!(bytes < 260 << 10, "{bytes}");
    let first = span_taken.attributes["k0"]
        .as_str()
        .map(|text| text.chars().count());
    assert_eq!(first, Some(8_192));
    assert!(span_taken.left_out >= 6 + 8 + 16, "{}", span_taken.left_out);
    let many = read(&export(vec![span(json!({})); 2_005]));
    assert_eq!((many.spans.len(), many.rejected()), (2_000, 5));
}
