//! The service as a whole: the only place that builds everything and ties it together.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::domain::scoring_policy::ScoringPolicy;
use crate::editions::Editions;
use crate::gateway::{Embedder, GatewayConfig};
use crate::people::People;
use crate::replay::Replay;
use crate::routes::access::{Origins, TrustedProxies};
use crate::routes::router;
use crate::routes::state::RouteState;
use crate::sandbox::DockerSource;
use crate::scoring::Scoring;
use crate::serving::{self, ConnectionLimits, open_files};
use crate::session::inviting::Invitations;
use crate::session::{Conductor, Parts};
use crate::store::Store;
use crate::trace::signing::InstallationKey;
use crate::verification::stored_embeddings::StoredEmbeddings;

/// The time between two tries to find what an earlier run left, while no engine answers.
const RECOVERY_RETRY: Duration = Duration::from_secs(5);
/// How long requests may take to end when the service stops.
const DRAIN: Duration = Duration::from_secs(5);

/// A service that listens.
pub struct App {
    address: SocketAddr,
    listener: TcpListener,
    router: axum::Router,
    connections: ConnectionLimits,
    proxies: TrustedProxies,
    conductor: Arc<Conductor>,
    store: Store,
    stop: CancellationToken,
}

impl App {
    /// Opens the database, loads the model and binds the address. Serves nothing yet.
    pub async fn build(config: Config) -> anyhow::Result<Self> {
        let store = open_store(&config).await?;
        let key = InstallationKey::open_or_make(&config.data.path)?;
        let cache = Arc::new(StoredEmbeddings(store.clone()));
        let embedder = Embedder::start(&config.models.join("all-minilm-l6-v2"), cache)?;
        let stop = CancellationToken::new();
        let docker = DockerSource::new(
            store.installation().to_owned(),
            config.docker_runtime.clone(),
        );
        let engine = docker.clone();
        let parts = Parts {
            store: store.clone(),
            docker,
            embedder,
            gateway_config: gateway_config(&config)?,
            data_dir: config.data.path.clone(),
            key,
        };
        let folder = config.data.path.join("editions");
        let editions = Arc::new(Editions::new(store.clone(), config.library.clone(), folder));
        editions.adopt().await?;
        let (pinned, warm) = (Arc::clone(&editions), config.warm_sandboxes);
        let conductor = Conductor::new(parts, pinned, warm, stop.clone());
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("cannot listen on {}", config.listen))?;
        let address = listener.local_addr()?;
        let origins = config.origins(address)?;
        if origins.secure() && config.trusted_proxies.is_empty() {
            tracing::warn!(
                "https needs a reverse proxy in front of this service: name its address with --trusted-proxies, otherwise all clients count as one"
            );
        }
        let state = route_state(&store, editions, origins, config.policy, Some(engine));
        let router = router::build(state, Some(conductor.clone()));
        let connections = ConnectionLimits {
            total: open_files::connections(config.connections.total, open_files::raise()),
            ..config.connections
        };
        Ok(Self {
            address,
            listener,
            router,
            connections,
            proxies: config.trusted_proxies,
            conductor,
            store,
            stop,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cancelling the token stops the service.
    pub fn stopper(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Adopts what an earlier run left, and serves until stopped.
    pub async fn run(self) -> anyhow::Result<()> {
        let conductor = &self.conductor;
        let recovering = tokio::spawn(recover(conductor.clone(), self.stop.clone()));
        let keeping_time = tokio::spawn(conductor.clone().keep_time());
        let keeping_sandboxes = tokio::spawn(conductor.clone().keep_sandboxes());
        let serving = serving::serve(
            self.listener,
            self.router,
            self.connections,
            self.proxies,
            self.stop.clone(),
        );
        let drained = async {
            self.stop.cancelled().await;
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            () = serving => {}
            () = drained => tracing::warn!("some requests did not end in time"),
        }
        self.conductor.shut_down().await;
        recovering.await?;
        keeping_time.await?;
        keeping_sandboxes.await?;
        self.store.close().await;
        Ok(())
    }
}

async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let folder = &config.data;
    let opened = Store::open(&folder.database()).await;
    opened.with_context(|| format!("the database in {} cannot be opened", folder.path.display()))
}

/// The services that routes call. Without an engine, the image of a new session is pinned at its
/// first use.
pub fn route_state(
    store: &Store,
    editions: Arc<Editions>,
    origins: Origins,
    policy: ScoringPolicy,
    engine: Option<DockerSource>,
) -> RouteState {
    let scoring = Scoring::new(store.clone(), Arc::clone(&editions), policy);
    let replay = Replay::new(store.clone(), Arc::clone(&editions));
    let invitations = Invitations::new(store.clone(), Arc::clone(&editions), engine);
    RouteState {
        people: Arc::new(People::new(store.clone())),
        scoring: Arc::new(scoring),
        replay: Arc::new(replay),
        invitations: Arc::new(invitations),
        editions,
        origins: Arc::new(origins),
    }
}

async fn recover(conductor: Arc<Conductor>, stop: CancellationToken) {
    while let Err(error) = conductor.recover().await {
        tracing::error!(%error, "the sandboxes of an earlier run cannot be listed yet; trying again");
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(RECOVERY_RETRY) => {}
        }
    }
}

fn gateway_config(config: &Config) -> anyhow::Result<GatewayConfig> {
    let Some(file) = &config.gateway_config else {
        return Ok(GatewayConfig::default());
    };
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    toml::from_str(&text)
        .with_context(|| format!("{} is not a gateway configuration", file.display()))
}
