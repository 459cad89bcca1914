//! Calls to the vector store, as the sandbox tells them: `POST /assay/vector-calls`.
//!
//! The store runs in the sandbox, so this is its word, and whoever can reach the gateway can say the
//! same. Sizes and numbers are bounded; what is too much is counted and not recorded.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::calls::{VectorCall, VectorHit, VectorReport};
use super::error::{ApiError, json_response};
use super::exchange::read;
use super::server::Gateway;

/// Bytes of a report.
const BODY: usize = 1 << 20;
/// Calls in a report.
const CALLS: usize = 64;
/// Calls a second, sustained.
const RATE: f64 = 100.0;
/// Calls at once.
const BURST: f64 = 2_000.0;
/// Calls of a session.
const TOTAL: u64 = 100_000;
/// Points of a call.
const HITS: usize = 100;
/// Characters of a name, an id or an error.
const NAME: usize = 256;
/// Bytes of a call's parameters.
const PARAMETERS: usize = 8 * 1024;

/// How many calls a session may still report.
#[derive(Debug)]
pub(super) struct Allowance {
    /// One report at a time.
    turn: Semaphore,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    tokens: f64,
    at: Instant,
    left: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            turn: Semaphore::new(1),
            state: Mutex::new(State {
                tokens: BURST,
                at: Instant::now(),
                left: TOTAL,
            }),
        }
    }
}

impl Allowance {
    /// How many of so many calls may be recorded now.
    fn take(&self, calls: usize, now: Instant) -> usize {
        let mut state = self.state.lock().expect("no panic happens under this lock");
        let since = now.saturating_duration_since(state.at).as_secs_f64();
        state.tokens = (state.tokens + since * RATE).min(BURST);
        state.at = now;
        let mut taken = 0;
        while taken < calls && state.tokens >= 1.0 && state.left > 0 {
            state.tokens -= 1.0;
            state.left -= 1;
            taken += 1;
        }
        taken
    }
}

/// Takes a report. Never waits for more than its own body.
pub(super) async fn answer(gateway: Arc<Gateway>, request: Request) -> Response<Body> {
    match take(&gateway, request).await {
        Ok(taken) => json_response(
            StatusCode::OK,
            None,
            json!({ "taken": taken }).to_string().into(),
        ),
        Err(error) => error.response(),
    }
}

async fn take(gateway: &Gateway, request: Request) -> Result<usize, ApiError> {
    let allowance = &gateway.vectors;
    let _turn = allowance
        .turn
        .try_acquire()
        .map_err(|_| ApiError::too_many_requests(1))?;
    gateway.pace.request().await;
    let body = read(request.into_body(), gateway, BODY).await?;
    let mut report = parse(&body)?;
    let taken = allowance.take(report.calls.len(), Instant::now());
    report.dropped = report
        .dropped
        .saturating_add((report.calls.len() - taken) as u64);
    report.calls.truncate(taken);
    let recorded = gateway.sink.record_vectors(report).await;
    recorded.map_err(|_| ApiError::not_recorded())?;
    Ok(taken)
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
        .map_err(|error| ApiError::invalid("calls", format!("This is no report: {error}")))?;
    let beyond = said.calls.len().saturating_sub(CALLS) as u64;
    Ok(VectorReport {
        dropped: said.dropped.saturating_add(beyond),
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
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_report_is_read_within_bounds() {
        let call = json!({"collection": "c".repeat(999), "operation": "query",
            "parameters": {"filter": "f".repeat(PARAMETERS)},
            "hits": vec![json!({"id": 7, "score": 0.5}); 500], "found": 500, "latency": 12});
        let report = json!({"dropped": 3, "calls": vec![call; CALLS + 2]});
        let report = parse(report.to_string().as_bytes()).unwrap();
        assert_eq!((report.calls.len(), report.dropped), (CALLS, 5));
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

    #[test]
    fn a_flood_is_cut_off_and_time_heals_it_up_to_a_point() {
        let allowance = Allowance::default();
        let now = Instant::now() + Duration::from_secs(60);
        assert_eq!(allowance.take(5_000, now), 2_000);
        assert_eq!(allowance.take(5_000, now + Duration::from_secs(1)), 100);
        let mut later = now;
        let mut all = 2_100;
        for _ in 0..100 {
            later += Duration::from_secs(60);
            all += allowance.take(5_000, later) as u64;
        }
        assert_eq!(all, TOTAL, "a session has an end");
    }
}
