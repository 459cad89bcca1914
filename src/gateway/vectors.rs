//! The sandbox's reports of calls to the vector store: `POST /assay/vector-calls`.
//!
//! The store runs in the sandbox, so this is the sandbox's word, and whoever can reach the gateway
//! can say the same. Sizes are bounded here; the recorder bounds the number (`trace/rates.rs`).

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::calls::{VectorCall, VectorHit, VectorReport};
use super::dialect::Dialect;
use super::error::ApiError;
use super::request_body;
use super::retry::Retry;
use super::state::Gateway;

/// Bytes of a report, at most.
const BODY: usize = 1 << 20;
/// Calls in a report, at most.
const CALLS: usize = 64;
/// Points of a call, at most.
const HITS: usize = 100;
/// Characters of a name, an id or an error, at most.
const NAME: usize = 256;
/// When to try again while another report is being taken.
const COME_BACK: Duration = Duration::from_secs(1);
/// Bytes of a call's parameters, at most.
const PARAMETERS: usize = 8 * 1024;

/// Never waits for anything but its own body.
pub(super) async fn answer(gateway: Arc<Gateway>, request: Request) -> Response<Body> {
    match take(&gateway, request).await {
        Ok(taken) => {
            let body = json!({ "taken": taken }).to_string();
            Dialect::OpenAi.response(StatusCode::OK, &Retry::default(), body.into())
        }
        Err(error) => Dialect::OpenAi.refuse(&error),
    }
}

async fn take(gateway: &Gateway, request: Request) -> Result<usize, ApiError> {
    let _turn = gateway
        .vector_reports
        .try_acquire()
        .map_err(|_| ApiError::too_many_requests(1, COME_BACK))?;
    gateway.pace.request().await;
    let body = request_body::read(request.into_body(), &gateway.config.limits, BODY).await?;
    let recorded = gateway.sink.record_vectors(parse(&body)?).await;
    recorded.map_err(|_| ApiError::not_recorded())
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    dropped: u64,
    calls: Vec<SaidCall>,
}

#[derive(Deserialize)]
struct SaidCall {
    collection: String,
    operation: String,
    #[serde(default)]
    parameters: Value,
    #[serde(default)]
    hits: Vec<SaidHit>,
    #[serde(default)]
    found: u64,
    #[serde(default)]
    latency: u64,
    error: Option<String>,
}

#[derive(Deserialize)]
struct SaidHit {
    id: Value,
    score: Option<f64>,
}

fn parse(body: &[u8]) -> Result<VectorReport, ApiError> {
    let said: Said = serde_json::from_slice(body)
        .map_err(|error| ApiError::invalid("calls", format!("This is not a report: {error}")))?;
    let beyond = said.calls.len().saturating_sub(CALLS) as u64;
    Ok(VectorReport {
        claimed: said.dropped,
        beyond,
        calls: said.calls.into_iter().take(CALLS).map(bounded).collect(),
    })
}

fn bounded(call: SaidCall) -> VectorCall {
    let length = call.parameters.to_string().len();
    VectorCall {
        collection: cut(&call.collection),
        operation: cut(&call.operation),
        parameters: if length > PARAMETERS {
            json!({ "omitted_bytes": length })
        } else {
            call.parameters
        },
        hits: call.hits.into_iter().take(HITS).map(hit).collect(),
        found: call.found,
        latency_us: call.latency,
        error: call.error.as_deref().map(cut),
    }
}

fn hit(hit: SaidHit) -> VectorHit {
    let id = match hit.id {
        Value::String(text) => cut(&text),
        other => cut(&other.to_string()),
    };
    VectorHit {
        id,
        score: hit.score,
    }
}

fn cut(text: &str) -> String {
    text.chars().take(NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_within_bounds() {
        let call = json!({"collection": "c".repeat(999), "operation": "query",
            "parameters": {"filter": "f".repeat(PARAMETERS)},
            "hits": vec![json!({"id": 7, "score": 0.5}); 500], "found": 500, "latency": 12});
        let report = json!({"dropped": 3, "calls": vec![call; CALLS + 2]});
        let report = parse(report.to_string().as_bytes()).unwrap();
        assert_eq!(report.calls.len(), CALLS);
        assert_eq!((report.claimed, report.beyond), (3, 2));
        let call = &report.calls[0];
        assert_eq!(call.collection.len(), NAME);
        assert!(call.parameters["omitted_bytes"].is_u64());
        assert_eq!((call.hits.len(), call.found), (HITS, 500));
        assert_eq!(
            (call.hits[0].id.as_str(), call.hits[0].score),
            ("7", Some(0.5))
        );
        assert!(parse(b"{}").is_err() && parse(b"[").is_err());
    }
}
