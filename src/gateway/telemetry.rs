//! OpenTelemetry over HTTP, as SDKs send it: protobuf or JSON, compressed or not.
//!
//! Spans are recorded, within bounds. A span that cannot be used is rejected and counted, as OTLP's
//! partial success provides. Metrics and logs are accepted but not kept, so that an SDK with its
//! default settings does not fail.

mod attributes;
mod body;
mod json;
mod protobuf;
mod span;
mod success;
mod tally;

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use jiff::Timestamp;

use super::answer::Whole;
use super::dialect::Dialect;
use super::draft::Draft;
use super::error::ApiError;
use super::exports::Signal;
use super::state::Gateway;
use body::Encoding;
use success::success;
use tally::Tally;

pub(super) async fn answer(
    gateway: &Gateway,
    draft: &mut Draft,
    signal: Signal,
    headers: &HeaderMap,
) -> Result<Whole, ApiError> {
    check_media_type(headers)?;
    let encoding = Encoding::of(headers)?;
    let dialect = draft.dialect;
    if signal != Signal::Traces {
        let warning = gateway.exports.not_kept(signal);
        return Ok(Whole::ok(success(dialect, signal, 0, warning)));
    }
    let body = draft.call.request.clone();
    let limit = gateway.config.limits.traces_body;
    let turn = gateway.exports.turn.acquire().await;
    let read = crate::background::spawn(move || {
        let body = body::unpacked(body, encoding, limit)?;
        spans(body, dialect, Timestamp::now())
    });
    let read = read.await.map_err(|error| {
        tracing::error!(%error, "reading an export panicked");
        ApiError::internal("The export could not be read.")
    })?;
    drop(turn);
    let tally = read?;
    let (rejected, reasons) = (tally.rejected(), tally.reasons());
    draft.call.spans = tally.spans;
    Ok(Whole::ok(success(dialect, signal, rejected, &reasons)))
}

fn check_media_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if matches!(kind, "application/json" | "application/x-protobuf") {
        return Ok(());
    }
    Err(ApiError::media_type(
        "Telemetry is taken as application/x-protobuf or application/json: set \
         OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf or http/json.",
    ))
}

/// The usable spans of an export, and why the others cannot be used.
fn spans(body: Bytes, dialect: Dialect, now: Timestamp) -> Result<Tally, ApiError> {
    let mut tally = Tally::new(now);
    let read = match dialect {
        Dialect::OtlpProtobuf => protobuf::read(body, &mut tally).map_err(|it| it.to_string()),
        _ => json::read(&body, &mut tally).map_err(|it| it.to_string()),
    };
    read.map_err(|why| ApiError::invalid("", format!("The export cannot be read: {why}.")))?;
    Ok(tally)
}

#[cfg(test)]
mod tests;
