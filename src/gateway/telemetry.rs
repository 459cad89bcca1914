//! OTLP over HTTP in JSON: spans from the pipeline, read leniently and within bounds.
//!
//! Unknown fields are ignored; a span without ids or times is rejected and counted, as OTLP's
//! partial success provides. Only JSON is read; protobuf is answered with what to set instead.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

use super::calls::Span;
use super::error::ApiError;
use super::exchange::{Draft, Whole};
use super::wire::object;

/// Spans in an export, at most; the rest is rejected.
const MAX_SPANS: usize = 2_000;
/// Attributes of a span, at most; the rest is dropped.
const MAX_ATTRIBUTES: usize = 64;
/// Characters of a name or key, at most.
const MAX_NAME: usize = 256;
/// Characters of an attribute's text, at most.
const MAX_TEXT: usize = 8_192;
/// Depth of an attribute's value, at most.
const MAX_DEPTH: usize = 4;

/// Takes an export.
pub(super) fn answer(draft: &mut Draft, headers: &HeaderMap) -> Result<Whole, ApiError> {
    check_media_type(headers)?;
    let export = Value::Object(object(&draft.call.request)?);
    let (spans, rejected) = spans(&export);
    draft.call.spans = spans;
    let success = if rejected == 0 {
        json!({})
    } else {
        let message = format!("spans need ids, times and a name; at most {MAX_SPANS} are taken");
        json!({"rejectedSpans": rejected.to_string(), "errorMessage": message})
    };
    Ok(Whole::ok(json!({"partialSuccess": success}).to_string()))
}

fn check_media_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let value = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    if !value(header::CONTENT_TYPE).starts_with("application/json") {
        return Err(ApiError::media_type(
            "Telemetry is taken as JSON only: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json.",
        ));
    }
    if !matches!(value(header::CONTENT_ENCODING), "" | "identity") {
        return Err(ApiError::media_type(
            "Telemetry is taken uncompressed only: unset OTEL_EXPORTER_OTLP_COMPRESSION.",
        ));
    }
    Ok(())
}

/// The spans of an export that can be used, and how many cannot.
fn spans(export: &Value) -> (Vec<Span>, usize) {
    let mut accepted = Vec::new();
    let mut rejected = 0;
    for resource in list(export, "resourceSpans") {
        let service = resource.get("resource").map(attributes).unwrap_or_default();
        for span in list(resource, "scopeSpans")
            .iter()
            .flat_map(|scope| list(scope, "spans"))
        {
            match span_of(span, &service).filter(|_| accepted.len() < MAX_SPANS) {
                Some(span) => accepted.push(span),
                None => rejected += 1,
            }
        }
    }
    (accepted, rejected)
}

fn span_of(value: &Value, service: &BTreeMap<String, Value>) -> Option<Span> {
    let mut attributes = attributes(value);
    if let Some(name) = service.get("service.name") {
        attributes
            .entry("service.name".to_owned())
            .or_insert_with(|| name.clone());
    }
    let parent = text(value, "parentSpanId").filter(|id| !id.is_empty());
    let status = value.get("status").and_then(|status| status.get("code"));
    Some(Span {
        name: text(value, "name")?.chars().take(MAX_NAME).collect(),
        trace_id: identifier(text(value, "traceId")?, 32)?,
        span_id: identifier(text(value, "spanId")?, 16)?,
        parent_span_id: parent.and_then(|id| identifier(id, 16)),
        start_unix_nano: integer(value.get("startTimeUnixNano")?)?,
        end_unix_nano: integer(value.get("endTimeUnixNano")?)?,
        status: status_of(status).to_owned(),
        attributes,
    })
}

fn status_of(code: Option<&Value>) -> &'static str {
    match code {
        Some(code) if code == 1 || code == "STATUS_CODE_OK" => "ok",
        Some(code) if code == 2 || code == "STATUS_CODE_ERROR" => "error",
        _ => "unset",
    }
}

fn attributes(holder: &Value) -> BTreeMap<String, Value> {
    list(holder, "attributes")
        .iter()
        .take(MAX_ATTRIBUTES)
        .filter_map(|attribute| {
            let key = text(attribute, "key")?.chars().take(MAX_NAME).collect();
            Some((key, plain(attribute.get("value")?, 0)))
        })
        .collect()
}

/// An OTLP value as plain JSON; what is too deep or unknown becomes null.
fn plain(value: &Value, depth: usize) -> Value {
    let Some((kind, inner)) = value.as_object().and_then(|object| object.iter().next()) else {
        return Value::Null;
    };
    match (kind.as_str(), inner) {
        ("stringValue" | "bytesValue", Value::String(text)) => {
            Value::String(text.chars().take(MAX_TEXT).collect())
        }
        ("boolValue", Value::Bool(_)) | ("doubleValue" | "intValue", Value::Number(_)) => {
            inner.clone()
        }
        ("intValue", Value::String(text)) => text.parse::<i64>().map_or(Value::Null, Value::from),
        ("arrayValue", _) if depth < MAX_DEPTH => {
            let items = list(inner, "values").iter().take(MAX_ATTRIBUTES);
            items.map(|item| plain(item, depth + 1)).collect()
        }
        _ => Value::Null,
    }
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn identifier(text: &str, length: usize) -> Option<String> {
    let valid = text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    valid.then(|| text.to_ascii_lowercase())
}

/// OTLP writes 64-bit integers as strings; some exporters write numbers.
fn integer(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usable_spans_are_taken_and_others_are_counted() {
        let export = json!({"resourceSpans": [{
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "halden"}}]},
            "scopeSpans": [{"spans": [
                {"traceId": "0AF7651916CD43DD8448EB211C80319C", "spanId": "b7ad6b7169203331",
                 "parentSpanId": "", "name": "retrieve", "startTimeUnixNano": "17", "endTimeUnixNano": 19,
                 "status": {"code": 2}, "kind": 1, "future": {},
                 "attributes": [{"key": "k", "value": {"intValue": "5"}},
                    {"key": "legs", "value": {"arrayValue": {"values": [{"stringValue": "bm25"}]}}}]},
                {"name": "no ids"}]}]}]});
        let (spans, rejected) = spans(&export);
        assert_eq!((spans.len(), rejected), (1, 1));
        let span = &spans[0];
        assert_eq!(span.trace_id, "0af7651916cd43dd8448eb211c80319c");
        assert_eq!((span.start_unix_nano, span.end_unix_nano), (17, 19));
        assert_eq!(
            (span.parent_span_id.as_deref(), span.status.as_str()),
            (None, "error")
        );
        assert_eq!(span.attributes["k"], 5);
        assert_eq!(span.attributes["legs"], json!(["bm25"]));
        assert_eq!(span.attributes["service.name"], "halden");
    }

    #[test]
    fn sizes_are_bounded() {
        let span = json!({"traceId": "0".repeat(32), "spanId": "0".repeat(16), "name": "n".repeat(999),
            "startTimeUnixNano": 0, "endTimeUnixNano": 0,
            "attributes": [{"key": "t", "value": {"stringValue": "é".repeat(9_000)}}]});
        let many = vec![span; MAX_SPANS + 5];
        let export = json!({"resourceSpans": [{"scopeSpans": [{"spans": many}]}]});
        let (spans, rejected) = spans(&export);
        assert_eq!((spans.len(), rejected), (MAX_SPANS, 5));
        assert_eq!(spans[0].name.len(), MAX_NAME);
        assert_eq!(
            spans[0].attributes["t"]
                .as_str()
                .map(|text| text.chars().count()),
            Some(MAX_TEXT)
        );
    }
}
