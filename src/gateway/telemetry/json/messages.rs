//! OTLP's messages in JSON, as far as they are read.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// Elements that are not read yet; `null` counts as none.
pub type Raw<'a> = Option<Vec<&'a RawValue>>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Export<'a> {
    #[serde(borrow, default)]
    pub resource_spans: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceSpans<'a> {
    #[serde(borrow)]
    pub resource: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub scope_spans: Raw<'a>,
}

#[derive(Default, Deserialize)]
pub struct Resource<'a> {
    #[serde(borrow, default)]
    pub attributes: Raw<'a>,
}

#[derive(Deserialize)]
pub struct ScopeSpans<'a> {
    #[serde(borrow, default)]
    pub spans: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireSpan<'a> {
    #[serde(borrow)]
    pub trace_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub span_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub parent_span_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub kind: Option<&'a RawValue>,
    #[serde(borrow)]
    pub start_time_unix_nano: Option<&'a RawValue>,
    #[serde(borrow)]
    pub end_time_unix_nano: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub attributes: Raw<'a>,
    #[serde(borrow, default)]
    pub events: Raw<'a>,
    #[serde(borrow, default)]
    pub links: Raw<'a>,
    #[serde(borrow)]
    pub status: Option<WireStatus<'a>>,
}

#[derive(Deserialize)]
pub struct WireStatus<'a> {
    #[serde(borrow)]
    pub message: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub code: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireEvent<'a> {
    #[serde(borrow)]
    pub time_unix_nano: Option<&'a RawValue>,
    #[serde(borrow)]
    pub name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub attributes: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireLink<'a> {
    #[serde(borrow)]
    pub trace_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub span_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub attributes: Raw<'a>,
}

#[derive(Deserialize)]
pub struct KeyValue<'a> {
    #[serde(borrow)]
    pub key: Cow<'a, str>,
    #[serde(borrow)]
    pub value: Option<&'a RawValue>,
}

/// A value has one of these.
#[expect(clippy::struct_field_names, reason = "the names are OTLP's")]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnyValue<'a> {
    #[serde(borrow)]
    pub string_value: Option<Cow<'a, str>>,
    pub bool_value: Option<bool>,
    #[serde(borrow)]
    pub int_value: Option<&'a RawValue>,
    #[serde(borrow)]
    pub double_value: Option<&'a RawValue>,
    #[serde(borrow)]
    pub array_value: Option<List<'a>>,
    #[serde(borrow)]
    pub kvlist_value: Option<List<'a>>,
    #[serde(borrow)]
    pub bytes_value: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
pub struct List<'a> {
    #[serde(borrow, default)]
    pub values: Raw<'a>,
}
