//! The server: one session's gateway on one listener.

use std::collections::BTreeMap;
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

use super::budget::{Ledger, Spent};
use super::calls::CallSink;
use super::config::{GatewayConfig, Price, millis};
use super::embedder::Embedder;
use super::exchange::{Route, exchange};
use super::pace::Pace;
use super::simulated::Reader;
use super::stub::Stubs;
use super::upstream::{Upstream, UpstreamError};
use super::vectors::{self, Allowance};

/// How long exchanges under way may take to end once the gateway is told to.
const GRACE: Duration = Duration::from_secs(5);

/// One session's gateway.
pub struct Gateway {
    pub(super) config: GatewayConfig,
    pub(super) embedder: Arc<Embedder>,
    pub(super) sink: Arc<dyn CallSink>,
    pub(super) ledger: Ledger,
    pub(super) offers: BTreeMap<String, Offer>,
    pub(super) running: Arc<Semaphore>,
    pub(super) pace: Pace,
    pub(super) tasks: TaskTracker,
    pub(super) stubs: Stubs,
    pub(super) vectors: Allowance,
}

/// A chat model that the session may use.
pub(super) struct Offer {
    pub backend: Backend,
    pub price: Price,
}

/// Who answers for a chat model.
pub(super) enum Backend {
    Simulated(Reader),
    Upstream(Upstream),
}

impl Gateway {
    /// A gateway that continues from what the session has already spent.
    pub fn new(
        config: GatewayConfig,
        embedder: Arc<Embedder>,
        sink: Arc<dyn CallSink>,
        spent: Spent,
    ) -> Result<Arc<Self>, UpstreamError> {
        Ok(Arc::new(Self {
            offers: offers(&config, &embedder)?,
            ledger: Ledger::new(config.budget.clone(), spent),
            running: Arc::new(Semaphore::new(config.limits.concurrency)),
            pace: Pace::new(config.limits.requests_per_second),
            tasks: TaskTracker::new(),
            stubs: Stubs::default(),
            vectors: Allowance::default(),
            config,
            embedder,
            sink,
        }))
    }

    /// Has its providers misbehave; only checks do that.
    pub fn stubs(&self) -> &Stubs {
        &self.stubs
    }

    /// What the session has spent so far.
    pub fn spent(&self) -> Spent {
        self.ledger.spent()
    }
}

fn offers(
    config: &GatewayConfig,
    embedder: &Arc<Embedder>,
) -> Result<BTreeMap<String, Offer>, UpstreamError> {
    let mut offers = BTreeMap::new();
    for model in &config.simulated {
        let reader = Reader::new(model.clone(), Arc::clone(embedder));
        let offer = Offer {
            backend: Backend::Simulated(reader),
            price: model.price,
        };
        offers.insert(model.name.clone(), offer);
    }
    if let Some(config) = &config.upstream {
        for (model, upstream) in config.models.iter().zip(Upstream::of_each(config)?) {
            let offer = Offer {
                backend: Backend::Upstream(upstream),
                price: model.price,
            };
            offers.insert(model.name.clone(), offer);
        }
    }
    Ok(offers)
}

/// Serves until told to stop, then lets what is under way end, for a few seconds.
pub async fn serve(
    gateway: Arc<Gateway>,
    mut listener: impl Listener,
    shutdown: CancellationToken,
) {
    let connections = Arc::new(Semaphore::new(gateway.config.limits.connections));
    let router = router(Arc::clone(&gateway));
    let open = TaskTracker::new();
    loop {
        // A place first: beyond the limit, clients wait in the listener's queue.
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
        tracing::warn!("a gateway stops with exchanges under way");
    }
}

async fn connection<Io>(
    io: Io,
    router: Router,
    patience: Duration,
    shutdown: CancellationToken,
    _place: OwnedSemaphorePermit,
) where
    Io: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let service = hyper::service::service_fn(move |request| router.clone().call(request));
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
        .route("/v1/traces", post(traces))
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

async fn traces(State(gateway): Shared, request: Request) -> Response<Body> {
    exchange(gateway, Route::Traces, request).await
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
