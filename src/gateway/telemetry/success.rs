//! What an exporter is answered, in the form that it used.

use axum::body::Bytes;
use prost::Message;
use serde_json::{Map, Value, json};

use super::super::dialect::Dialect;
use super::super::exports::Signal;

/// `ExportTraceServiceResponse` and its two sisters, which are the same on the wire.
#[derive(Clone, PartialEq, Message)]
struct Response {
    #[prost(message, optional, tag = "1")]
    partial_success: Option<PartialSuccess>,
}

#[derive(Clone, PartialEq, Message)]
struct PartialSuccess {
    #[prost(int64, tag = "1")]
    rejected: i64,
    #[prost(string, tag = "2")]
    error_message: String,
}

pub(super) fn success(dialect: Dialect, signal: Signal, rejected: u64, message: &str) -> Bytes {
    let partial = rejected > 0 || !message.is_empty();
    if dialect == Dialect::OtlpProtobuf {
        let partial_success = partial.then(|| PartialSuccess {
            rejected: i64::try_from(rejected).unwrap_or(i64::MAX),
            error_message: message.to_owned(),
        });
        return Response { partial_success }.encode_to_vec().into();
    }
    let mut said = Map::new();
    if partial {
        let rejected_what = match signal {
            Signal::Traces => "rejectedSpans",
            Signal::Metrics => "rejectedDataPoints",
            Signal::Logs => "rejectedLogRecords",
        };
        said.insert(rejected_what.to_owned(), rejected.to_string().into());
        said.insert("errorMessage".to_owned(), message.into());
    }
    json!({ "partialSuccess": Value::Object(said) })
        .to_string()
        .into()
}
