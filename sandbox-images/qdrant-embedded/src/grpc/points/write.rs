//! Methods that change points and their vectors.

use qdrant_client::qdrant::points_update_operation::{self as part, Operation};
use qdrant_client::qdrant::{
    DeletePointVectors, DeletePoints, PointsOperationResponse, UpdatePointVectors, UpsertPoints,
};

use super::PointsApi;
use crate::error::ApiResult;

impl PointsApi {
    pub(super) async fn upsert(&self, m: UpsertPoints) -> ApiResult<PointsOperationResponse> {
        let UpsertPoints {
            collection_name,
            wait,
            points,
            ordering,
            shard_key_selector,
            update_filter,
            timeout,
            update_mode,
        } = m;
        let part = part::PointStructList {
            points,
            shard_key_selector,
            update_filter,
            update_mode,
        };
        self.apply(
            collection_name,
            wait,
            ordering,
            timeout,
            Operation::Upsert(part),
        )
        .await
    }

    pub(super) async fn delete(&self, m: DeletePoints) -> ApiResult<PointsOperationResponse> {
        let DeletePoints {
            collection_name,
            wait,
            points,
            ordering,
            shard_key_selector,
            timeout,
        } = m;
        let part = part::DeletePoints {
            points,
            shard_key_selector,
        };
        self.apply(
            collection_name,
            wait,
            ordering,
            timeout,
            Operation::DeletePoints(part),
        )
        .await
    }

    pub(super) async fn update_vectors(
        &self,
        m: UpdatePointVectors,
    ) -> ApiResult<PointsOperationResponse> {
        let UpdatePointVectors {
            collection_name,
            wait,
            points,
            ordering,
            shard_key_selector,
            update_filter,
            timeout,
        } = m;
        let part = part::UpdateVectors {
            points,
            shard_key_selector,
            update_filter,
        };
        self.apply(
            collection_name,
            wait,
            ordering,
            timeout,
            Operation::UpdateVectors(part),
        )
        .await
    }

    pub(super) async fn delete_vectors(
        &self,
        m: DeletePointVectors,
    ) -> ApiResult<PointsOperationResponse> {
        let DeletePointVectors {
            collection_name,
            wait,
            points_selector,
            vectors,
            ordering,
            shard_key_selector,
            timeout,
        } = m;
        let part = part::DeleteVectors {
            points_selector,
            vectors,
            shard_key_selector,
        };
        self.apply(
            collection_name,
            wait,
            ordering,
            timeout,
            Operation::DeleteVectors(part),
        )
        .await
    }
}
