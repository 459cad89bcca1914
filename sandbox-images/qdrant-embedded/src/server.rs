//! Listens on both ports, and stops in this order: no new requests, running ones end, storage
//! closes.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tonic::transport::server::TcpIncoming;
use tracing::{info, warn};

use crate::report::Reports;
use crate::service::Service;
use crate::{API_VERSION, ENGINE, grpc, rest};

/// How long running requests may take to end after the server was told to stop.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// Where to store and listen.
#[derive(Debug, Clone)]
pub struct Options {
    /// The directory of the collections.
    pub storage: PathBuf,
    /// The address of the REST API; port 0 picks a free port.
    pub rest: SocketAddr,
    /// The address of the gRPC API; port 0 picks a free port.
    pub grpc: SocketAddr,
    /// The gateway that receives reports of calls, if any.
    pub report: Option<SocketAddr>,
}

#[derive(Debug)]
pub struct Server {
    /// The address that the REST API listens on.
    pub rest: SocketAddr,
    /// The address that the gRPC API listens on.
    pub grpc: SocketAddr,
    service: Service,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Opens the storage and both ports. When this returns, the server answers requests.
    pub async fn start(options: &Options) -> anyhow::Result<Self> {
        let reports = options.report.map(Reports::to).transpose()?;
        let service = Service::open(options.storage.clone(), reports.unwrap_or_default())
            .await
            .with_context(|| format!("cannot open {}", options.storage.display()))?;
        let rest = listen(options.rest).await?;
        let grpc = listen(options.grpc).await?;
        let (stop, stopping) = watch::channel(false);
        let started = Self {
            rest: rest.local_addr()?,
            grpc: grpc.local_addr()?,
            stop,
            tasks: vec![
                tokio::spawn(serve_rest(rest, service.clone(), stopping.clone())),
                tokio::spawn(serve_grpc(grpc, service.clone(), stopping)),
            ],
            service,
        };
        // Tests and supervisors read the ports from this line.
        info!(rest = %started.rest, grpc = %started.grpc, api = API_VERSION, engine = ENGINE, "ready");
        Ok(started)
    }

    /// Stops serving, then flushes and closes the storage.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        let deadline = Instant::now() + STOP_PATIENCE;
        for mut task in self.tasks {
            if tokio::time::timeout_at(deadline, &mut task).await.is_err() {
                warn!("requests were still running and are dropped");
                task.abort();
            }
        }
        self.service.close().await?;
        info!("stopped");
        Ok(())
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}"))
}

async fn serve_rest(listener: TcpListener, service: Service, stopping: watch::Receiver<bool>) {
    let served = axum::serve(listener, rest::router(service))
        .with_graceful_shutdown(stop_ordered(stopping))
        .await;
    if let Err(error) = served {
        warn!(%error, "the REST API ended");
    }
}

async fn serve_grpc(listener: TcpListener, service: Service, stopping: watch::Receiver<bool>) {
    let served = grpc::router(service)
        .serve_with_incoming_shutdown(TcpIncoming::from(listener), stop_ordered(stopping))
        .await;
    if let Err(error) = served {
        warn!(%error, "the gRPC API ended");
    }
}

async fn stop_ordered(mut stopping: watch::Receiver<bool>) {
    // An error means that the server was dropped, which is also an order to stop.
    let _ = stopping.wait_for(|stop| *stop).await;
}
