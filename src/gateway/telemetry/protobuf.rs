//! OTLP in protobuf. The messages are declared here by the field numbers of opentelemetry-proto
//! 1.x, which never change. Only the fields that are read are declared.
//!
//! Elements of lists are declared as bytes, which is the same on the wire, and read one by one. Two
//! bytes can be an empty span, and a body full of them would take a hundred times its size in
//! memory.

use axum::body::Bytes;
use prost::{DecodeError, Message};
use serde_json::Value;

use super::super::calls::SpanEvent;
use super::attributes::{Allowance, Attributes, MAX_DEPTH, message};
use super::span::{MAX_EVENTS, MAX_LINKS, Said, SaidLink};
use super::tally::Tally;

#[derive(Clone, PartialEq, Message)]
struct Export {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    resource_spans: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
struct ResourceSpans {
    #[prost(bytes = "bytes", tag = "1")]
    resource: Bytes,
    #[prost(bytes = "bytes", repeated, tag = "2")]
    scope_spans: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
struct Resource {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    attributes: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
struct ScopeSpans {
    #[prost(bytes = "bytes", repeated, tag = "2")]
    spans: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
struct WireSpan {
    #[prost(bytes = "vec", tag = "1")]
    trace_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    span_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    parent_id: Vec<u8>,
    #[prost(string, tag = "5")]
    name: String,
    #[prost(int32, tag = "6")]
    kind: i32,
    #[prost(fixed64, tag = "7")]
    start: u64,
    #[prost(fixed64, tag = "8")]
    end: u64,
    #[prost(bytes = "bytes", repeated, tag = "9")]
    attributes: Vec<Bytes>,
    #[prost(bytes = "bytes", repeated, tag = "11")]
    events: Vec<Bytes>,
    #[prost(bytes = "bytes", repeated, tag = "13")]
    links: Vec<Bytes>,
    #[prost(message, optional, tag = "15")]
    status: Option<WireStatus>,
}

#[derive(Clone, PartialEq, Message)]
struct WireStatus {
    #[prost(string, tag = "2")]
    message: String,
    #[prost(int32, tag = "3")]
    code: i32,
}

#[derive(Clone, PartialEq, Message)]
struct WireEvent {
    #[prost(fixed64, tag = "1")]
    time: u64,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(bytes = "bytes", repeated, tag = "3")]
    attributes: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
struct WireLink {
    #[prost(bytes = "vec", tag = "1")]
    trace_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    span_id: Vec<u8>,
    #[prost(bytes = "bytes", repeated, tag = "4")]
    attributes: Vec<Bytes>,
}

#[derive(Clone, PartialEq, Message)]
struct KeyValue {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(bytes = "bytes", tag = "2")]
    value: Bytes,
}

/// A value has one of these.
#[derive(Clone, PartialEq, Message)]
struct AnyValue {
    #[prost(string, optional, tag = "1")]
    text: Option<String>,
    #[prost(bool, optional, tag = "2")]
    flag: Option<bool>,
    #[prost(int64, optional, tag = "3")]
    integer: Option<i64>,
    #[prost(double, optional, tag = "4")]
    double: Option<f64>,
    #[prost(bytes = "bytes", optional, tag = "5")]
    array: Option<Bytes>,
    #[prost(bytes = "bytes", optional, tag = "6")]
    map: Option<Bytes>,
    #[prost(bytes = "bytes", optional, tag = "7")]
    bytes: Option<Bytes>,
}

/// `ArrayValue` and `KeyValueList`, which differ only in their elements.
#[derive(Clone, PartialEq, Message)]
struct List {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    elements: Vec<Bytes>,
}

pub(super) fn read(body: Bytes, tally: &mut Tally) -> Result<(), DecodeError> {
    for resource in Export::decode(body)?.resource_spans {
        let resource = ResourceSpans::decode(resource)?;
        let about = Resource::decode(resource.resource)?;
        let about = attributes(about.attributes, 0, &mut Allowance::default());
        for scope in resource.scope_spans {
            for span in ScopeSpans::decode(scope)?.spans {
                if tally.is_full() {
                    tally.beyond();
                    continue;
                }
                match WireSpan::decode(span) {
                    Ok(span) => tally.add_of(said(span), &about),
                    Err(_) => tally.unreadable(),
                }
            }
        }
    }
    Ok(())
}

fn said(span: WireSpan) -> Said {
    let mut allowance = Allowance::default();
    let events_kept = allowance.of(span.events.len(), MAX_EVENTS);
    let links_kept = allowance.of(span.links.len(), MAX_LINKS);
    let status = span.status.unwrap_or_default();
    let mut said = Said {
        trace_id: span.trace_id,
        span_id: span.span_id,
        parent_id: span.parent_id,
        name: span.name,
        kind: span.kind,
        start: span.start,
        end: span.end,
        status_code: status.code,
        status_message: message(&status.message),
        attributes: attributes(span.attributes, 0, &mut allowance),
        ..Said::default()
    };
    let events = span.events.into_iter().take(events_kept);
    said.events = events.filter_map(|it| event(it, &mut allowance)).collect();
    let links = span.links.into_iter().take(links_kept);
    said.links = links.filter_map(|it| link(it, &mut allowance)).collect();
    said.left_out = allowance.left_out;
    said
}

fn event(event: Bytes, allowance: &mut Allowance) -> Option<SpanEvent> {
    let event = WireEvent::decode(event).ok();
    allowance.left_out += u64::from(event.is_none());
    event.map(|event| SpanEvent {
        time_unix_nano: event.time,
        name: allowance.name(&event.name),
        attributes: attributes(event.attributes, 0, allowance),
    })
}

fn link(link: Bytes, allowance: &mut Allowance) -> Option<SaidLink> {
    let link = WireLink::decode(link).ok();
    allowance.left_out += u64::from(link.is_none());
    link.map(|link| SaidLink {
        trace_id: link.trace_id,
        span_id: link.span_id,
        attributes: attributes(link.attributes, 0, allowance),
    })
}

fn attributes(pairs: Vec<Bytes>, depth: usize, allowance: &mut Allowance) -> Attributes {
    let kept = allowance.of_list(pairs.len());
    let mut read = Attributes::new();
    for pair in pairs.into_iter().take(kept) {
        match KeyValue::decode(pair) {
            Ok(pair) if !allowance.is_spent() => {
                let key = allowance.name(&pair.key);
                read.insert(key, value(pair.value, depth, allowance));
            }
            _ => allowance.left_out += 1,
        }
    }
    read
}

fn value(encoded: Bytes, depth: usize, allowance: &mut Allowance) -> Value {
    if depth >= MAX_DEPTH || allowance.is_spent() {
        return allowance.nothing();
    }
    let Ok(any) = AnyValue::decode(encoded) else {
        return allowance.nothing();
    };
    if let Some(text) = any.text {
        return allowance.text(&text);
    }
    if let Some(bytes) = any.bytes {
        return allowance.bytes(&bytes);
    }
    if let Some(list) = any.array {
        let Ok(List { elements }) = List::decode(list) else {
            return allowance.nothing();
        };
        let kept = allowance.of_list(elements.len());
        let elements = elements.into_iter().take(kept);
        return elements.map(|it| value(it, depth + 1, allowance)).collect();
    }
    if let Some(map) = any.map {
        let Ok(List { elements }) = List::decode(map) else {
            return allowance.nothing();
        };
        return Value::Object(
            attributes(elements, depth + 1, allowance)
                .into_iter()
                .collect(),
        );
    }
    match (any.flag, any.integer, any.double) {
        (Some(flag), _, _) => allowance.value(flag),
        (_, Some(integer), _) => allowance.value(integer),
        (_, _, Some(double)) => allowance.value(double),
        // OTLP's empty value.
        _ => Value::Null,
    }
}
