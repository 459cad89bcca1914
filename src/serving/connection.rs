//! One connection, from acceptance to its end.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::Service as _;

use super::bodies;
use super::guarded::Guarded;
use super::patience::Phase;
use super::place::Place;
use super::places::Seat;
use super::requests::{Counted, Requests};
use crate::domain::client_address::ClientAddress;
use crate::routes::RouteError;
use crate::routes::access::TrustedProxies;

/// The largest head of a request, in bytes. Also the size of all other buffers.
const BUFFER: usize = 32 * 1024;
/// When to try again, in seconds, for a client with too many requests in progress.
const RETRY_AFTER: &str = "5";

/// What all connections share.
pub(super) struct Shared {
    pub router: axum::Router,
    pub proxies: TrustedProxies,
    pub requests: Arc<Requests>,
    pub stop: CancellationToken,
}

/// Answers requests until the connection ends or is cut, or until the service stops.
pub(super) async fn serve(stream: TcpStream, peer: IpAddr, seat: Seat, shared: Arc<Shared>) {
    // The echo of a keystroke is a small packet behind another small packet. Without this it would
    // be delayed by 40 ms.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection will be slow");
    }
    let io = Guarded::new(stream, seat);
    let place = io.place();
    let (cut, stop) = (place.cut.clone(), shared.stop.clone());
    let service = hyper::service::service_fn(move |request| {
        answer(request, peer, place.clone(), shared.clone())
    });
    let connection = http1::Builder::new()
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(io), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = cut.cancelled() => return,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                ended = connection => ended,
                () = cut.cancelled() => return,
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended badly");
    }
}

async fn answer(
    mut request: Request<Incoming>,
    peer: IpAddr,
    place: Arc<Place>,
    shared: Arc<Shared>,
) -> Result<Response<Body>, Infallible> {
    let client = ClientAddress::of(shared.proxies.client_of(peer, request.headers()));
    let mut counted = None;
    if shared.proxies.trusts(peer) {
        counted = shared.requests.count(client);
        if counted.is_none() {
            return Ok(passed_on(too_many(), place, None));
        }
    }
    request.extensions_mut().insert(client);
    let request = request.map(|body| bodies::arriving(body, place.clone()));
    let response = shared.router.clone().call(request).await?;
    Ok(passed_on(response, place, counted))
}

/// A connection that becomes a `WebSocket` stays busy, and counted, until its stream is dropped.
fn passed_on(
    response: Response<Body>,
    place: Arc<Place>,
    counted: Option<Counted>,
) -> Response<Body> {
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        place.enter(Phase::Busy);
        place.keep(counted);
        return response;
    }
    response.map(|body| bodies::leaving(body, place, counted))
}

fn too_many() -> Response<Body> {
    let message = "Too many requests from your address are in progress. Try again soon.";
    let error = RouteError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "too_many_requests",
        message,
    );
    ([(header::RETRY_AFTER, RETRY_AFTER)], error).into_response()
}
