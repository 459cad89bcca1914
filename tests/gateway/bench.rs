//! A gateway on a Unix socket in a temporary folder, and its client.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use assay::gateway::config::{Timeouts, UpstreamConfig, UpstreamModel};
use assay::gateway::embedding_cache::MemoryCache;
use assay::gateway::{
    Call, Embedder, Gateway, GatewayConfig, MemorySink, Spent, config::Price, minilm, serve,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// How long a test waits for what must happen.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// An environment variable that every test process has. It stands for an API key.
pub const KEY_VARIABLE: &str = "CARGO_MANIFEST_DIR";

pub struct Bench {
    pub client: reqwest::Client,
    pub sink: Arc<MemorySink>,
    pub gateway: Arc<Gateway>,
    shutdown: CancellationToken,
    serving: tokio::task::JoinHandle<()>,
    _directory: tempfile::TempDir,
}

impl Bench {
    pub async fn start(config: GatewayConfig, spent: Spent) -> Self {
        static SHARED: OnceLock<Arc<Embedder>> = OnceLock::new();
        let embedder = Arc::clone(SHARED.get_or_init(embedder));
        Self::beside(embedder, config, spent).await
    }

    /// A session that shares this model with others.
    #[expect(clippy::unused_async, reason = "the gateway needs a runtime around it")]
    pub async fn beside(embedder: Arc<Embedder>, config: GatewayConfig, spent: Spent) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let directory = tempfile::tempdir().expect("a temporary directory");
        let socket = directory.path().join("gateway.sock");
        let listener = tokio::net::UnixListener::bind(&socket).expect("binds");
        let sink = Arc::new(MemorySink::default());
        let gateway = Gateway::new(config, embedder, Arc::clone(&sink) as _, spent).expect("valid");
        let shutdown = CancellationToken::new();
        let serving = tokio::spawn(serve(Arc::clone(&gateway), listener, shutdown.clone()));
        let client = reqwest::Client::builder()
            .unix_socket(socket.clone())
            .timeout(PATIENCE)
            .build()
            .expect("builds");
        Self {
            client,
            sink,
            gateway,
            shutdown,
            serving,
            _directory: directory,
        }
    }

    /// Serves the same gateway on TCP as well, for clients that know no
    /// Unix sockets. Returns the address.
    pub async fn on_tcp(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let gateway = Arc::clone(&self.gateway);
        tokio::spawn(serve(gateway, listener, self.shutdown.clone()));
        format!("http://{address}")
    }

    pub async fn simulated() -> Self {
        Self::start(quick(), Spent::default()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> reqwest::Response {
        let request = self.client.post(format!("http://gateway{path}")).json(body);
        request.send().await.expect("the gateway answers")
    }

    pub async fn chat(&self, body: &Value) -> reqwest::Response {
        self.post("/v1/chat/completions", body).await
    }

    /// The completed calls, once there are this many.
    pub async fn calls(&self, count: usize) -> Vec<Call> {
        let mut recorded = self.sink.subscribe();
        let enough = recorded.wait_for(|_| self.sink.completed().len() >= count);
        tokio::time::timeout(PATIENCE, enough)
            .await
            .expect("recorded in time")
            .expect("open");
        self.sink.completed()
    }

    /// The only call.
    pub async fn call(&self) -> Call {
        let mut calls = self.calls(1).await;
        assert_eq!(calls.len(), 1);
        calls.remove(0)
    }

    pub async fn stop(self) {
        self.shutdown.cancel();
        tokio::time::timeout(PATIENCE, self.serving)
            .await
            .expect("stops in time")
            .expect("cleanly");
    }
}

/// A separate model with an empty cache.
pub fn embedder() -> Arc<Embedder> {
    Embedder::start(
        &minilm::default_directory(),
        Arc::new(MemoryCache::default()),
    )
    .expect("the embedding model is installed (`make model` installs it)")
}

/// The default configuration without simulated latency.
pub fn quick() -> GatewayConfig {
    let mut config = GatewayConfig::default();
    for model in &mut config.simulated {
        (model.base_latency_ms, model.per_token_us) = (0, 0);
    }
    config
}

/// Offers the provider's model `name` as `provider-<name>`, with short time limits.
pub fn with_upstream(base_url: &str, name: &str) -> GatewayConfig {
    let price = Price {
        input_micro_eur_per_1k: 1_000,
        output_micro_eur_per_1k: 2_000,
    };
    let model = UpstreamModel {
        name: format!("provider-{name}"),
        upstream_name: Some(name.to_owned()),
        price,
    };
    GatewayConfig {
        upstream: Some(UpstreamConfig {
            base_url: base_url.to_owned(),
            api_key_env: Some(KEY_VARIABLE.to_owned()),
            models: vec![model],
            timeouts: Timeouts {
                first_byte_ms: 300,
                idle_ms: 300,
                ..Timeouts::default()
            },
        }),
        ..quick()
    }
}

/// A request to a model with one user message.
pub fn ask(model: &str, text: &str, stream: bool) -> Value {
    json!({"model": model, "stream": stream, "messages": [{"role": "user", "content": text}]})
}

/// The error envelope's code.
pub async fn code(response: reqwest::Response) -> String {
    let body: Value = response.json().await.expect("an envelope");
    assert!(
        body["error"]["message"].is_string() && body["error"]["type"].is_string(),
        "{body}"
    );
    body["error"]["code"].as_str().expect("a code").to_owned()
}
