//! The service `qdrant.Snapshots`: every method is refused.

use qdrant_client::qdrant::snapshots_server::Snapshots;
use qdrant_client::qdrant::{
    CreateFullSnapshotRequest, CreateSnapshotRequest, CreateSnapshotResponse,
    DeleteFullSnapshotRequest, DeleteSnapshotRequest, DeleteSnapshotResponse,
    ListFullSnapshotsRequest, ListSnapshotsRequest, ListSnapshotsResponse,
};

use super::unsupported::service;

/// Refuses every method by name.
#[derive(Debug)]
pub struct SnapshotsApi;

service! {
    impl Snapshots as "snapshots" for SnapshotsApi {
        supported {}
        unsupported {
            create(CreateSnapshotRequest) -> CreateSnapshotResponse, "Create";
            list(ListSnapshotsRequest) -> ListSnapshotsResponse, "List";
            delete(DeleteSnapshotRequest) -> DeleteSnapshotResponse, "Delete";
            create_full(CreateFullSnapshotRequest) -> CreateSnapshotResponse, "CreateFull";
            list_full(ListFullSnapshotsRequest) -> ListSnapshotsResponse, "ListFull";
            delete_full(DeleteFullSnapshotRequest) -> DeleteSnapshotResponse, "DeleteFull";
        }
    }
}
