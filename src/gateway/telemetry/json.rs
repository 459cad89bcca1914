//! OTLP in the JSON form that protobuf's mapping defines. Unknown fields are ignored.
//!
//! Elements of lists are read one by one, for the reason given in `protobuf.rs`.

mod messages;

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

use super::super::calls::SpanEvent;
use super::attributes::{Allowance, Attributes, MAX_DEPTH, message};
use super::span::{MAX_EVENTS, MAX_LINKS, Said, SaidLink};
use super::tally::Tally;
use messages::{
    AnyValue, Export, KeyValue, Raw, Resource, ResourceSpans, ScopeSpans, WireEvent, WireLink,
    WireSpan,
};

pub(super) fn read(body: &[u8], tally: &mut Tally) -> Result<(), serde_json::Error> {
    let export: Export = serde_json::from_slice(body)?;
    for resource in export.resource_spans.into_iter().flatten() {
        let resource: ResourceSpans = serde_json::from_str(resource.get())?;
        let about: Resource = match resource.resource {
            Some(about) => serde_json::from_str(about.get())?,
            None => Resource::default(),
        };
        let about = attributes(about.attributes, 0, &mut Allowance::default());
        for scope in resource.scope_spans.into_iter().flatten() {
            let scope: ScopeSpans = serde_json::from_str(scope.get())?;
            for span in scope.spans.into_iter().flatten() {
                if tally.is_full() {
                    tally.beyond();
                    continue;
                }
                match serde_json::from_str(span.get()) {
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
    let (events, links) = (
        span.events.unwrap_or_default(),
        span.links.unwrap_or_default(),
    );
    let events_kept = allowance.of(events.len(), MAX_EVENTS);
    let links_kept = allowance.of(links.len(), MAX_LINKS);
    let status = span.status.as_ref();
    let mut said = Said {
        trace_id: id(span.trace_id),
        span_id: id(span.span_id),
        parent_id: id(span.parent_span_id),
        name: span.name.unwrap_or_default().into_owned(),
        kind: span.kind.map_or(0, |kind| code(kind, &KINDS)),
        start: integer(span.start_time_unix_nano),
        end: integer(span.end_time_unix_nano),
        status_code: status
            .and_then(|status| status.code)
            .map_or(0, |code| self::code(code, &STATUS_CODES)),
        status_message: status
            .and_then(|status| status.message.as_deref())
            .map(message)
            .unwrap_or_default(),
        attributes: attributes(span.attributes, 0, &mut allowance),
        ..Said::default()
    };
    let events = events.into_iter().take(events_kept);
    said.events = events.filter_map(|it| event(it, &mut allowance)).collect();
    let links = links.into_iter().take(links_kept);
    said.links = links.filter_map(|it| link(it, &mut allowance)).collect();
    said.left_out = allowance.left_out;
    said
}

fn event(event: &RawValue, allowance: &mut Allowance) -> Option<SpanEvent> {
    let event: Option<WireEvent> = serde_json::from_str(event.get()).ok();
    allowance.left_out += u64::from(event.is_none());
    event.map(|event| SpanEvent {
        time_unix_nano: integer(event.time_unix_nano),
        name: allowance.name(&event.name.unwrap_or_default()),
        attributes: attributes(event.attributes, 0, allowance),
    })
}

fn link(link: &RawValue, allowance: &mut Allowance) -> Option<SaidLink> {
    let link: Option<WireLink> = serde_json::from_str(link.get()).ok();
    allowance.left_out += u64::from(link.is_none());
    link.map(|link| SaidLink {
        trace_id: id(link.trace_id),
        span_id: id(link.span_id),
        attributes: attributes(link.attributes, 0, allowance),
    })
}

fn attributes(pairs: Raw, depth: usize, allowance: &mut Allowance) -> Attributes {
    let pairs = pairs.unwrap_or_default();
    let kept = allowance.of_list(pairs.len());
    let mut read = Attributes::new();
    for pair in pairs.into_iter().take(kept) {
        match serde_json::from_str::<KeyValue>(pair.get()) {
            Ok(KeyValue { key, value: said }) if !allowance.is_spent() => {
                let key = allowance.name(&key);
                let said = said.map_or(Value::Null, |said| value(said, depth, allowance));
                read.insert(key, said);
            }
            _ => allowance.left_out += 1,
        }
    }
    read
}

fn value(raw: &RawValue, depth: usize, allowance: &mut Allowance) -> Value {
    if depth >= MAX_DEPTH || allowance.is_spent() {
        return allowance.nothing();
    }
    let Ok(any) = serde_json::from_str::<AnyValue>(raw.get()) else {
        return allowance.nothing();
    };
    if let Some(text) = any.string_value.or(any.bytes_value) {
        return allowance.text(&text);
    }
    if let Some(list) = any.array_value {
        let elements = list.values.unwrap_or_default();
        let kept = allowance.of_list(elements.len());
        let elements = elements.into_iter().take(kept);
        return elements.map(|it| value(it, depth + 1, allowance)).collect();
    }
    if let Some(map) = any.kvlist_value {
        return Value::Object(
            attributes(map.values, depth + 1, allowance)
                .into_iter()
                .collect(),
        );
    }
    if let Some(flag) = any.bool_value {
        return allowance.value(flag);
    }
    match (any.int_value, any.double_value) {
        (Some(integer), _) => match unquoted(integer).parse::<i64>() {
            Ok(integer) => allowance.value(integer),
            Err(_) => allowance.nothing(),
        },
        (_, Some(double)) => match unquoted(double).parse::<f64>() {
            Ok(double) => allowance.value(double),
            Err(_) => allowance.nothing(),
        },
        _ => Value::Null,
    }
}

const KINDS: [&str; 6] = [
    "SPAN_KIND_UNSPECIFIED",
    "SPAN_KIND_INTERNAL",
    "SPAN_KIND_SERVER",
    "SPAN_KIND_CLIENT",
    "SPAN_KIND_PRODUCER",
    "SPAN_KIND_CONSUMER",
];
const STATUS_CODES: [&str; 3] = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];

/// The number of an enumeration's value, given as a number or a name.
fn code(raw: &RawValue, names: &[&str]) -> i32 {
    let said = unquoted(raw);
    let named = names.iter().position(|name| *name == said);
    let named = named.and_then(|at| i32::try_from(at).ok());
    named.or_else(|| said.parse().ok()).unwrap_or(0)
}

/// 64-bit integers are strings in this mapping; some exporters write numbers. Anything else is
/// zero.
fn integer(raw: Option<&RawValue>) -> u64 {
    raw.and_then(|raw| unquoted(raw).parse().ok()).unwrap_or(0)
}

fn unquoted(raw: &RawValue) -> &str {
    raw.get().trim_matches('"')
}

/// Ids are hexadecimal here, unlike other bytes. Anything else gives an invalid id.
fn id(text: Option<Cow<str>>) -> Vec<u8> {
    let text = text.unwrap_or_default();
    let digits = text.as_bytes().chunks(2);
    let bytes = digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    bytes.collect::<Option<Vec<u8>>>().unwrap_or_default()
}
