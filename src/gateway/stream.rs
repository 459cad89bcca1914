//! A streamed answer, piece by piece, with its record before its end.
//!
//! Ordering: opened recorded → pieces sent → completed recorded → `[DONE]` sent. Pieces are shown
//! before the completed record exists; streaming cannot do otherwise. Three things are guaranteed:
//! the question is in the trace before the first piece; a client that saw `[DONE]` saw nothing that
//! is not in the trace; and what a client saw of a stream that it abandoned is recorded.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;

use super::answer::Events;
use super::calls::ErrorClass;
use super::chat;
use super::config::millis;
use super::draft::Draft;
use super::error::ApiError;
use super::facts::ChatFacts;
use super::state::Gateway;

/// Bytes of one streamed answer, at most.
const MAX_STREAM: usize = 8 << 20;

/// Records that a stream begins, then starts it.
pub(super) async fn begin(
    gateway: Arc<Gateway>,
    mut draft: Draft,
    events: Events,
) -> Response<Body> {
    draft.call.status = StatusCode::OK.as_u16();
    if let Err(error) = draft.record_opened(gateway.sink.as_ref()).await {
        tracing::error!(%error, "a stream is withheld");
        return draft.dialect.refuse(&ApiError::not_recorded());
    }
    // One piece fits into the channel, so little is in transit that the driver has not yet noted.
    let (pieces, mut receiver) = mpsc::channel(1);
    let tasks = gateway.tasks.clone();
    tasks.spawn(drive(gateway, draft, events, pieces));
    let body = Body::from_stream(stream::poll_fn(move |context| {
        receiver
            .poll_recv(context)
            .map(|piece| piece.map(Ok::<_, std::convert::Infallible>))
    }));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Runs a stream to its end, also when its client has gone.
async fn drive(
    gateway: Arc<Gateway>,
    mut draft: Draft,
    events: Events,
    pieces: mpsc::Sender<Bytes>,
) {
    let mut facts = ChatFacts::default();
    let mut sent = Vec::new();
    let fault = forward(&gateway, &mut draft, events, &pieces, &mut facts, &mut sent)
        .await
        .err();
    if let Some(fault) = &fault {
        sent.extend_from_slice(&data(&fault.body()));
    }
    chat::settle(&gateway, &mut draft, facts);
    draft.close(
        StatusCode::OK,
        Bytes::from(sent),
        fault.as_ref().map(|fault| fault.class),
    );
    let last = match (draft.record(gateway.sink.as_ref()).await, fault) {
        (Err(error), _) => {
            tracing::error!(%error, "a stream ends without its closing marker");
            data(&ApiError::not_recorded().body())
        }
        (Ok(()), Some(fault)) => data(&fault.body()),
        (Ok(()), None) => data(b"[DONE]"),
    };
    // If the client has gone, that is recorded already, and nobody is left to tell.
    let _ = pieces.send(last).await;
}

async fn forward(
    gateway: &Gateway,
    draft: &mut Draft,
    mut events: Events,
    pieces: &mpsc::Sender<Bytes>,
    facts: &mut ChatFacts,
    sent: &mut Vec<u8>,
) -> Result<(), ApiError> {
    let patience = millis(gateway.config.limits.client_stall_ms);
    loop {
        let event = tokio::select! {
            event = events.next() => event,
            () = pieces.closed() => return Err(ApiError::client_gone()),
        };
        let Some(event) = event.transpose()? else {
            return Ok(());
        };
        facts.add_chunk(&event.json);
        if !event.forward {
            continue;
        }
        let piece = data(event.json.as_bytes());
        if sent.len() + piece.len() > MAX_STREAM {
            let message = "The answer is longer than the gateway passes on.";
            return Err(ApiError::upstream(ErrorClass::UpstreamTruncated, message));
        }
        draft.first_byte();
        sent.extend_from_slice(&piece);
        if pieces.send_timeout(piece, patience).await.is_err() {
            return Err(ApiError::client_gone());
        }
    }
}

fn data(payload: &[u8]) -> Bytes {
    [b"data: ", payload, b"\n\n"].concat().into()
}
