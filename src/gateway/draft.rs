//! A call in progress: what will be recorded of it, and the places that it holds.

use std::time::Instant;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::calls::{Call, CallKind, CallSink, ErrorClass, Phase, RecordError, Usage};
use super::dialect::Dialect;
use super::place::{ConnectionPlace, ExchangePlace};

pub(super) struct Draft {
    pub call: Call,
    pub dialect: Dialect,
    /// Cancelled when the client has disconnected and nobody waits for the answer.
    pub gone: CancellationToken,
    clock: Instant,
    _connection: Option<ConnectionPlace>,
    /// Held until the exchange is over, so that streams count towards the limit.
    place: Option<ExchangePlace>,
}

impl Draft {
    /// The call's time runs from here.
    pub fn new(
        kind: CallKind,
        request: &Request,
        dialect: Dialect,
        gone: CancellationToken,
    ) -> Self {
        let path: String = request.uri().path().chars().take(200).collect();
        let call = Call {
            id: Uuid::now_v7(),
            kind,
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
            dialect,
            gone,
            _connection: request.extensions().get::<ConnectionPlace>().cloned(),
            clock: Instant::now(),
            place: None,
        }
    }

    /// The place is held until the call is recorded.
    pub fn take_place(&mut self, place: ExchangePlace) {
        self.place = Some(place);
    }

    pub fn give_up_place(&mut self) {
        self.place = None;
    }

    pub fn first_byte(&mut self) {
        let elapsed = self.elapsed();
        self.call.first_byte_us.get_or_insert(elapsed);
    }

    pub fn close(&mut self, status: StatusCode, response: Bytes, error: Option<ErrorClass>) {
        self.call.status = status.as_u16();
        self.call.response = response;
        self.call.error = error;
        if error.is_some_and(ErrorClass::is_refusal) {
            self.call.kind = CallKind::Refused;
        }
    }

    /// Makes the call durable as completed and gives up its place.
    pub async fn record(mut self, sink: &dyn CallSink) -> Result<(), RecordError> {
        self.call.latency_us = self.elapsed();
        self.call.phase = Phase::Completed;
        sink.record(self.call).await
    }

    /// Makes it durable that a stream is about to begin.
    pub async fn record_opened(&self, sink: &dyn CallSink) -> Result<(), RecordError> {
        let call = Call {
            phase: Phase::Opened,
            latency_us: self.elapsed(),
            ..self.call.clone()
        };
        sink.record(call).await
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.clock.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}
