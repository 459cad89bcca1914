//! One request from its head to the end of its answer: limits, work, record, answer, in this order.
//!
//! Each exchange runs in its own task, so a client that hangs up cannot keep out of the record what
//! it was shown or what it spent.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response};
use tokio_util::sync::CancellationToken;

use super::answer::{Answer, Whole};
use super::calls::ErrorClass;
use super::dialect::Dialect;
use super::draft::Draft;
use super::error::ApiError;
use super::place::ExchangePlace;
use super::route::Route;
use super::state::Gateway;
use super::{chat, embeddings, listing, request_body, stream, stub, telemetry};

/// Never fails: an error is answered and recorded too.
pub(super) async fn exchange(
    gateway: Arc<Gateway>,
    route: Route,
    request: Request,
) -> Response<Body> {
    let dialect = route.dialect(request.headers());
    let gone = CancellationToken::new();
    // Hyper drops this future when the client hangs up, and the guard with it.
    let _guard = gone.clone().drop_guard();
    let tasks = gateway.tasks.clone();
    let task = tasks.spawn(run(gateway, route, request, dialect, gone));
    task.await.unwrap_or_else(|error| {
        tracing::error!(%error, "an exchange panicked");
        dialect.refuse(&ApiError::internal("The gateway failed."))
    })
}

async fn run(
    gateway: Arc<Gateway>,
    route: Route,
    request: Request,
    dialect: Dialect,
    gone: CancellationToken,
) -> Response<Body> {
    let mut draft = Draft::new(route.kind(), &request, dialect, gone);
    match answer(&gateway, route, &mut draft, request).await {
        Ok(Answer::Whole(whole)) => finish(&gateway, draft, whole).await,
        Ok(Answer::Stream(events)) => stream::begin(gateway, draft, events).await,
        Err(error) => {
            let whole = Whole {
                status: error.status,
                retry: (*error.retry).clone(),
                body: dialect.refusal(&error),
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
    let (head, body) = request.into_parts();
    let limit = route.body_limit(&gateway.config.limits);
    admit(gateway, draft, &head.headers, limit).await?;
    draft.call.request = request_body::read(body, &gateway.config.limits, limit).await?;
    gateway.pace.body(draft.call.request.len()).await;
    let wrong = route.stub_target().and_then(|it| gateway.stubs.due(it));
    stub::before(wrong, &gateway.stubs, draft).await?;
    match route {
        Route::Chat => stub::after(wrong, chat::answer(gateway, draft).await?),
        Route::Embeddings => {
            let whole = embeddings::answer(gateway, draft).await?;
            stub::after(wrong, Answer::Whole(whole))
        }
        Route::Export(signal) => {
            let whole = telemetry::answer(gateway, draft, signal, &head.headers).await?;
            Ok(Answer::Whole(whole))
        }
        Route::Models => Ok(Answer::Whole(listing::answer(gateway))),
        Route::Model => listing::one(gateway, head.uri.path()).map(Answer::Whole),
        Route::Unknown(status) => Err(ApiError::unknown_route(status, &draft.call.route)),
    }
}

/// Takes a place among the exchanges in progress, or fails and says when to try again. Then waits
/// for room for the body, so that a session's memory is bounded.
async fn admit(
    gateway: &Arc<Gateway>,
    draft: &mut Draft,
    headers: &HeaderMap,
    limit: usize,
) -> Result<(), ApiError> {
    let Ok(permit) = Arc::clone(&gateway.running).try_acquire_owned() else {
        let delay = gateway.comebacks.invite(tokio::time::Instant::now());
        let places = gateway.config.limits.concurrency;
        return Err(ApiError::too_many_requests(places, delay));
    };
    let room = tokio::select! {
        room = gateway.room.take(headers, limit) => room,
        () = draft.gone.cancelled() => return Err(ApiError::client_gone()),
    };
    let comebacks = Arc::clone(&gateway.comebacks);
    draft.take_place(ExchangePlace::new(permit, room, comebacks));
    Ok(())
}

async fn finish(gateway: &Gateway, mut draft: Draft, whole: Whole) -> Response<Body> {
    draft.first_byte();
    // A client that has hung up receives no answer, however good it is.
    let unread = draft.gone.is_cancelled().then_some(ErrorClass::ClientGone);
    draft.close(whole.status, whole.body.clone(), whole.error.or(unread));
    let dialect = draft.dialect;
    match draft.record(gateway.sink.as_ref()).await {
        Ok(()) => dialect.response(whole.status, &whole.retry, whole.body),
        Err(error) => {
            tracing::error!(%error, "an answer is withheld");
            dialect.refuse(&ApiError::not_recorded())
        }
    }
}
