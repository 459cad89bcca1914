//! Exports in protobuf, and the answers in the form of the export.

use axum::body::Bytes;
use serde_json::{Value, json};

use super::super::spans;
use super::super::success::success;
use super::{END, START, now};
use crate::dialect::Dialect;
use crate::exports::{Exports, Signal};

/// An export in protobuf, built by hand from `opentelemetry-proto`'s field numbers.
fn protobuf(spans: &[Vec<u8>]) -> Bytes {
    let spans: Vec<u8> = spans.iter().flat_map(|span| field(2, span)).collect();
    let service = [field(1, b"service.name"), field(2, &field(1, b"halden"))].concat();
    let resource = field(1, &field(1, &service));
    let of_resource = [resource, field(2, &spans)].concat();
    field(1, &of_resource).into()
}

/// A field of bytes, a text or a message.
fn field(number: u32, content: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::new();
    prost::encoding::bytes::encode(number, &content.to_vec(), &mut encoded);
    encoded
}

fn wire_span(parent: &[u8], start: u64, end: u64, more: &[u8]) -> Vec<u8> {
    let mut encoded = [
        field(1, &[7; 16]),
        field(2, &[9; 8]),
        field(4, parent),
        field(5, b"ask"),
    ]
    .concat();
    prost::encoding::int32::encode(6, &2, &mut encoded);
    prost::encoding::fixed64::encode(7, &start, &mut encoded);
    prost::encoding::fixed64::encode(8, &end, &mut encoded);
    encoded.extend_from_slice(more);
    encoded
}

#[test]
fn protobuf_is_read_like_json() {
    let pair = |key: &[u8], value: Vec<u8>| [field(1, key), field(2, &value)].concat();
    let mut number = Vec::new();
    prost::encoding::int64::encode(3, &-4, &mut number);
    let list = field(
        5,
        &[field(1, &number), field(1, &field(7, &[0, 1, 2]))].concat(),
    );
    let map = field(6, &field(1, &pair(b"inner", list)));
    let mut status = field(2, b"no index");
    prost::encoding::int32::encode(3, &2, &mut status);
    let event = [
        field(2, b"exception"),
        field(3, &pair(b"exception.type", field(1, b"KeyError"))),
    ]
    .concat();
    let more = [
        field(9, &pair(b"nested", map)),
        field(11, &event),
        field(13, &[field(1, &[7; 16]), field(2, &[8; 8])].concat()),
        field(15, &status),
    ]
    .concat();
    let body = protobuf(&[
        wire_span(&[0; 8], START, END, &more),
        wire_span(&[], END, START, &[]),
        vec![255; 3],
    ]);
    let tally = spans(body, Dialect::OtlpProtobuf, now()).unwrap();
    assert_eq!(
        tally.reasons(),
        "spans rejected: 1 are malformed; 1 end before they start"
    );
    let span = &tally.spans[0];
    assert_eq!(
        (span.trace_id.as_str(), span.parent_span_id.as_deref()),
        ("07".repeat(16).as_str(), None)
    );
    assert_eq!(
        (span.kind.as_str(), span.status.as_str()),
        ("server", "error")
    );
    assert_eq!(span.status_message, "no index");
    assert_eq!(span.attributes["nested"], json!({"inner": [-4, "AAEC"]}));
    assert_eq!(span.attributes["service.name"], "halden");
    assert_eq!(span.events[0].attributes["exception.type"], "KeyError");
    assert_eq!((span.links.len(), span.left_out), (1, 0));
}

#[test]
fn two_byte_spans_by_the_million_are_counted_and_take_no_memory() {
    let empty = vec![Vec::new(); 1 << 20];
    let tally = spans(protobuf(&empty), Dialect::OtlpProtobuf, now()).unwrap();
    assert_eq!((tally.spans.len(), tally.rejected()), (0, 1 << 20));
}

#[test]
fn answers_are_in_the_form_that_was_asked_in() {
    let json = success(Dialect::OtlpJson, Signal::Metrics, 0, "not recorded");
    let json: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(
        json["partialSuccess"],
        json!({"rejectedDataPoints": "0", "errorMessage": "not recorded"})
    );
    assert_eq!(
        success(Dialect::OtlpJson, Signal::Traces, 0, ""),
        r#"{"partialSuccess":{}}"#
    );
    assert_eq!(success(Dialect::OtlpProtobuf, Signal::Traces, 0, ""), "");
    let partial = success(Dialect::OtlpProtobuf, Signal::Traces, 3, "why");
    assert_eq!(partial, field(1, &[vec![8, 3], field(2, b"why")].concat()));
    let exports = Exports::default();
    assert!(exports.not_kept(Signal::Logs).contains("not recorded"));
    assert_eq!(exports.not_kept(Signal::Logs), "", "said once");
}
