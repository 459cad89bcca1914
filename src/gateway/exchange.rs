//! One request from its head to the end of its answer: limits, work, record, answer, in this order.
//!
//! Each exchange runs in a task of its own, so that a client that hangs up cannot keep what it was
//! shown, or what it spent, out of the record.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{Response, StatusCode};
use futures_util::stream::BoxStream;
use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

use super::calls::{Call, CallKind, ErrorClass, Phase, RecordError, Usage};
use super::config::millis;
use super::error::{ApiError, json_response};
use super::server::Gateway;
use super::{chat, embeddings, listing, stream, stub, telemetry};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Chat,
    Embeddings,
    Models,
    Traces,
    /// Nothing served here, with the status that says so.
    Unknown(StatusCode),
}

impl Route {
    fn stub_target(self) -> Option<stub::Target> {
        match self {
            Self::Chat => Some(stub::Target::Chat),
            Self::Embeddings => Some(stub::Target::Embeddings),
            Self::Models | Self::Traces | Self::Unknown(_) => None,
        }
    }
}

/// What a route answers with.
pub(super) enum Answer {
    Whole(Whole),
    Stream(Events),
}

/// An answer in one piece.
pub(super) struct Whole {
    pub status: StatusCode,
    pub retry_after: Option<u64>,
    pub body: Bytes,
    /// Set when the provider's own error is passed on.
    pub error: Option<ErrorClass>,
}

impl Whole {
    pub fn ok(body: String) -> Self {
        let body = Bytes::from(body);
        Self {
            status: StatusCode::OK,
            retry_after: None,
            body,
            error: None,
        }
    }
}

/// Pieces of a streamed answer; an error ends it.
pub(super) type Events = BoxStream<'static, Result<Event, ApiError>>;

/// One piece of a streamed answer.
pub(super) struct Event {
    /// A chunk in OpenAI's form.
    pub json: String,
    /// False for what only the record needs to know.
    pub forward: bool,
}

/// A call under way: what will be recorded of it.
pub(super) struct Draft {
    pub call: Call,
    clock: Instant,
    /// Held until the exchange is over, so that streams count towards the limit.
    permit: Option<OwnedSemaphorePermit>,
}

/// Answers one request. Never fails: what goes wrong is answered and recorded too.
pub(super) async fn exchange(
    gateway: Arc<Gateway>,
    route: Route,
    request: Request,
) -> Response<Body> {
    let tasks = gateway.tasks.clone();
    let task = tasks.spawn(run(gateway, route, request));
    task.await.unwrap_or_else(|error| {
        tracing::error!(%error, "an exchange panicked");
        ApiError::internal("The gateway failed.").response()
    })
}

async fn run(gateway: Arc<Gateway>, route: Route, request: Request) -> Response<Body> {
    let mut draft = Draft::new(route, &request);
    match answer(&gateway, route, &mut draft, request).await {
        Ok(Answer::Whole(whole)) => finish(&gateway, draft, whole).await,
        Ok(Answer::Stream(events)) => stream::begin(gateway, draft, events).await,
        Err(error) => {
            let whole = Whole {
                status: error.status,
                retry_after: error.retry_after,
                body: error.body(),
                error: Some(error.class),
            };
            finish(&gateway, draft, whole).await
        }
    }
}

async fn answer(
    gateway: &Arc<Gateway>,
    route: Route,
    draft: &mut Draft,
    request: Request,
) -> Result<Answer, ApiError> {
    gateway.pace.request().await;
    if let Route::Unknown(status) = route {
        return Err(ApiError::unknown_route(status, &draft.call.route));
    }
    let limits = &gateway.config.limits;
    let permit = Arc::clone(&gateway.running).try_acquire_owned();
    draft.permit = Some(permit.map_err(|_| ApiError::too_many_requests(limits.concurrency))?);
    let (head, body) = request.into_parts();
    draft.call.request = read(body, gateway, body_limit(gateway, route)).await?;
    gateway.pace.body(draft.call.request.len()).await;
    let wrong = route.stub_target().and_then(|it| gateway.stubs.due(it));
    stub::before(wrong, &gateway.stubs, draft).await?;
    match route {
        Route::Chat => stub::after(wrong, chat::answer(gateway, draft).await?),
        Route::Embeddings => {
            let whole = embeddings::answer(gateway, draft).await?;
            stub::after(wrong, Answer::Whole(whole))
        }
        Route::Traces => telemetry::answer(draft, &head.headers).map(Answer::Whole),
        Route::Models => Ok(Answer::Whole(listing::answer(gateway))),
        Route::Unknown(_) => unreachable!("answered above"),
    }
}

fn body_limit(gateway: &Gateway, route: Route) -> usize {
    let limits = &gateway.config.limits;
    match route {
        Route::Chat => limits.chat_body,
        Route::Embeddings => limits.embeddings_body,
        Route::Traces => limits.traces_body,
        Route::Models | Route::Unknown(_) => 0,
    }
}

pub(super) async fn read(body: Body, gateway: &Gateway, limit: usize) -> Result<Bytes, ApiError> {
    let patience = millis(gateway.config.limits.body_timeout_ms);
    match tokio::time::timeout(patience, axum::body::to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_too_long(&error) => Err(ApiError::too_large(limit)),
        Ok(Err(_)) | Err(_) => Err(ApiError::slow_request()),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    std::error::Error::source(error)
        .is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>)
}

async fn finish(gateway: &Gateway, mut draft: Draft, whole: Whole) -> Response<Body> {
    draft.first_byte();
    draft.close(whole.status, whole.body.clone(), whole.error);
    match draft.record(gateway).await {
        Ok(()) => json_response(whole.status, whole.retry_after, whole.body),
        Err(error) => {
            tracing::error!(%error, "an answer is withheld");
            ApiError::not_recorded().response()
        }
    }
}

impl Draft {
    fn new(route: Route, request: &Request) -> Self {
        let path: String = request.uri().path().chars().take(200).collect();
        let call = Call {
            id: Uuid::now_v7(),
            kind: match route {
                Route::Chat => CallKind::Chat,
                Route::Embeddings => CallKind::Embedding,
                Route::Models => CallKind::Models,
                Route::Traces => CallKind::Telemetry,
                Route::Unknown(_) => CallKind::Refused,
            },
            phase: Phase::Completed,
            route: format!("{} {path}", request.method()),
            started_at: Timestamp::now(),
            latency_us: 0,
            first_byte_us: None,
            status: 0,
            request: Bytes::new(),
            response: Bytes::new(),
            text: None,
            requested_model: None,
            served_model: None,
            usage: Usage::default(),
            cost_micro_eur: 0,
            finish_reason: None,
            error: None,
            spans: Vec::new(),
        };
        Self {
            call,
            clock: Instant::now(),
            permit: None,
        }
    }

    /// Counts no longer among the calls under way.
    pub fn give_up_place(&mut self) {
        self.permit = None;
    }

    /// Notes that the answer's first byte is ready.
    pub fn first_byte(&mut self) {
        let elapsed = self.elapsed();
        self.call.first_byte_us.get_or_insert(elapsed);
    }

    /// Notes how the exchange ended.
    pub fn close(&mut self, status: StatusCode, response: Bytes, error: Option<ErrorClass>) {
        self.call.status = status.as_u16();
        self.call.response = response;
        self.call.error = error;
        if error.is_some_and(ErrorClass::is_refusal) {
            self.call.kind = CallKind::Refused;
        }
    }

    /// Makes the call durable as completed, and gives up its place among those under way.
    pub async fn record(mut self, gateway: &Gateway) -> Result<(), RecordError> {
        self.call.latency_us = self.elapsed();
        self.call.phase = Phase::Completed;
        gateway.sink.record(self.call).await
    }

    /// Makes it durable that a stream is about to begin.
    pub async fn record_opened(&self, gateway: &Gateway) -> Result<(), RecordError> {
        let call = Call {
            phase: Phase::Opened,
            latency_us: self.elapsed(),
            ..self.call.clone()
        };
        gateway.sink.record(call).await
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.clock.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}
