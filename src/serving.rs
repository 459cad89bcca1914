//! The main listener: accepts connections, bounds their number, and closes those that make no
//! progress.
//!
//! `axum::serve` has no time-outs and no bounds: a client could open connections, send nothing, and
//! keep them and their file descriptors for ever.

mod accept;
mod bodies;
mod connection;
mod guarded;
pub mod open_files;
mod patience;
mod place;
mod places;
mod requests;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use crate::routes::access::TrustedProxies;
use connection::Shared;
pub use places::ConnectionLimits;
use places::Places;
use requests::Requests;

/// How often connections that make no progress are looked for.
const SWEEP: Duration = Duration::from_secs(1);

/// Serves until told to stop, then lets requests in progress end.
pub async fn serve(
    listener: TcpListener,
    router: axum::Router,
    limits: ConnectionLimits,
    proxies: TrustedProxies,
    stop: CancellationToken,
) {
    let places = Arc::new(Places::new(limits));
    let shared = Arc::new(Shared {
        router,
        proxies,
        requests: Arc::new(Requests::new(limits.per_address)),
        stop: stop.clone(),
    });
    let _sweeping = AbortOnDropHandle::new(tokio::spawn(sweep(places.clone())));
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accept::next(&listener, &places) => accepted,
        };
        let (stream, peer) = accepted;
        let capped = !shared.proxies.trusts(peer.ip());
        match places.take(peer.ip(), capped, Instant::now()) {
            Some(seat) => {
                drop(open.spawn(connection::serve(stream, peer.ip(), seat, shared.clone())));
            }
            None => accept::refuse(&stream),
        }
    }
    drop(listener);
    open.close();
    open.wait().await;
}

async fn sweep(places: Arc<Places>) {
    let mut ticks = tokio::time::interval(SWEEP);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        places.close_overdue(Instant::now());
    }
}
