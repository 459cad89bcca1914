//! One session's gateway on one listener: its connections, and which path is which route.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::config::millis;
use super::exchange::exchange;
use super::exports::Signal;
use super::place::ConnectionPlace;
use super::route::Route;
use super::state::Gateway;
use super::vectors;

/// How long exchanges in progress may take to end after the gateway was told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Serves until told to stop, then gives exchanges in progress a few seconds to end.
pub async fn serve(
    gateway: Arc<Gateway>,
    mut listener: impl Listener,
    shutdown: CancellationToken,
) {
    let connections = Arc::new(Semaphore::new(gateway.config.limits.connections));
    let router = router(Arc::clone(&gateway));
    let open = TaskTracker::new();
    loop {
        // Takes a place first: beyond the limit, clients wait in the listener's queue.
        let accepted = async {
            let place = Arc::clone(&connections).acquire_owned().await;
            (
                listener.accept().await.0,
                place.expect("the semaphore is never closed"),
            )
        };
        let (io, place) = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = accepted => accepted,
        };
        let patience = millis(gateway.config.limits.head_timeout_ms);
        open.spawn(connection(
            io,
            router.clone(),
            patience,
            shutdown.clone(),
            place,
        ));
    }
    open.close();
    gateway.tasks.close();
    let ended = async { tokio::join!(open.wait(), gateway.tasks.wait()) };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!("the gateway stops although exchanges are still in progress");
    }
    gateway.exports.say_what_was_not_kept();
}

async fn connection<Io>(
    io: Io,
    router: Router,
    patience: Duration,
    shutdown: CancellationToken,
    place: OwnedSemaphorePermit,
) where
    Io: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let held = ConnectionPlace::new(place);
    let service = hyper::service::service_fn(move |mut request: hyper::Request<_>| {
        request.extensions_mut().insert(held.clone());
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(io), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            tokio::time::timeout(GRACE, connection).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended badly");
    }
}

fn router(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(chat))
        .route("/v1/embeddings", post(embeddings))
        .route("/v1/models", get(models))
        .route("/v1/models/{*name}", get(model))
        .route("/v1/traces", post(traces))
        .route("/v1/metrics", post(metrics))
        .route("/v1/logs", post(logs))
        .route("/assay/vector-calls", post(vector_calls))
        .route("/healthz", get(|| async { "ok\n" }))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(gateway)
}

type Shared = State<Arc<Gateway>>;

async fn chat(State(gateway): Shared, request: Request) -> Response<Body> {
    exchange(gateway, Route::Chat, request).await
}

async fn embeddings(State(gateway): Shared, request: Request) -> Response<Body> {
    exchange(gateway, Route::Embeddings, request).await
}

async fn models(State(gateway): Shared, request: Request) -> Response<Body> {
    exchange(gateway, Route::Models, request).await
}

async fn model(State(gateway): Shared, request: Request) -> Response<Body> {
    exchange(gateway, Route::Model, request).await
}

async fn traces(State(gateway): Shared, request: Request) -> Response<Body> {
    exchange(gateway, Route::Export(Signal::Traces), request).await
}

async fn metrics(State(gateway): Shared, request: Request) -> Response<Body> {
    exchange(gateway, Route::Export(Signal::Metrics), request).await
}

async fn logs(State(gateway): Shared, request: Request) -> Response<Body> {
    exchange(gateway, Route::Export(Signal::Logs), request).await
}

async fn vector_calls(State(gateway): Shared, request: Request) -> Response<Body> {
    vectors::answer(gateway, request).await
}

async fn unknown(State(gateway): Shared, request: Request) -> Response<Body> {
    exchange(gateway, Route::Unknown(StatusCode::NOT_FOUND), request).await
}

async fn wrong_method(State(gateway): Shared, request: Request) -> Response<Body> {
    exchange(
        gateway,
        Route::Unknown(StatusCode::METHOD_NOT_ALLOWED),
        request,
    )
    .await
}
