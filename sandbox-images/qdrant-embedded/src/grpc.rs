//! Qdrant's gRPC API: its own service definitions, with answers from the [`Service`].

mod collections;
mod decode;
mod encode;
mod health;
mod points;
mod snapshots;
mod unsupported;

use qdrant_client::qdrant::collections_server::CollectionsServer;
use qdrant_client::qdrant::points_server::PointsServer;
use qdrant_client::qdrant::qdrant_server::QdrantServer;
use qdrant_client::qdrant::snapshots_server::SnapshotsServer;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::transport::Server;
use tonic::transport::server::Router;

use crate::service::Service;

/// The largest accepted request, in bytes.
const LARGEST_REQUEST: usize = 64 * 1024 * 1024;

pub fn router(service: Service) -> Router {
    let collections = CollectionsServer::new(collections::CollectionsApi::new(service.clone()))
        .accept_compressed(Gzip)
        .send_compressed(Gzip)
        .max_decoding_message_size(LARGEST_REQUEST);
    let points = PointsServer::new(points::PointsApi::new(service))
        .accept_compressed(Gzip)
        .send_compressed(Gzip)
        .max_decoding_message_size(LARGEST_REQUEST);
    Server::builder()
        .add_service(QdrantServer::new(health::HealthApi))
        .add_service(collections)
        .add_service(points)
        .add_service(SnapshotsServer::new(snapshots::SnapshotsApi))
}
