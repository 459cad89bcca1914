//! The gateway alone, on TCP, with the simulated models: for developing a pipeline without a sandbox.
//!
//! `cargo run --release --example gateway [ADDRESS]` (default `127.0.0.1:8080`). Calls are not kept;
//! each is printed in one line.

use std::sync::Arc;

use anyhow::Context;
use assay::gateway::embedding_cache::MemoryCache;
use assay::gateway::{
    Call, CallSink, Embedder, Gateway, GatewayConfig, RecordError, Spent, minilm, serve,
};
use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

struct Printer;

impl CallSink for Printer {
    fn record(&self, call: Call) -> BoxFuture<'_, Result<(), RecordError>> {
        eprintln!(
            "{} {:?} {} {} tokens, {} µEUR, {} ms{}",
            call.route,
            call.phase,
            call.status,
            call.usage.total(),
            call.cost_micro_eur,
            call.latency_us / 1_000,
            call.error
                .map(|error| format!(", {error:?}"))
                .unwrap_or_default(),
        );
        for span in call.spans {
            eprintln!("  {span:?}");
        }
        Box::pin(async { Ok(()) })
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let embedder = Embedder::start(
        &minilm::default_directory(),
        Arc::new(MemoryCache::default()),
    )?;
    let config = GatewayConfig::default();
    let gateway = Gateway::new(config, embedder, Arc::new(Printer), Spent::default())?;
    let listener = tokio::net::TcpListener::bind(&address)
        .await
        .context(address)?;
    eprintln!("gateway on http://{}/v1", listener.local_addr()?);
    let shutdown = CancellationToken::new();
    let serving = tokio::spawn(serve(gateway, listener, shutdown.clone()));
    tokio::signal::ctrl_c().await?;
    shutdown.cancel();
    Ok(serving.await?)
}
