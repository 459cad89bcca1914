//! Methods that change payloads.

use qdrant_client::qdrant::points_update_operation::{self as part, Operation};
use qdrant_client::qdrant::{
    ClearPayloadPoints, DeletePayloadPoints, PointsOperationResponse, SetPayloadPoints,
};

use super::PointsApi;
use crate::error::ApiResult;

impl PointsApi {
    pub(super) async fn set_payload(
        &self,
        m: SetPayloadPoints,
    ) -> ApiResult<PointsOperationResponse> {
        let SetPayloadPoints {
            collection_name,
            wait,
            payload,
            points_selector,
            ordering,
            shard_key_selector,
            key,
            timeout,
        } = m;
        let part = part::SetPayload {
            payload,
            points_selector,
            shard_key_selector,
            key,
        };
        self.apply(
            collection_name,
            wait,
            ordering,
            timeout,
            Operation::SetPayload(part),
        )
        .await
    }

    pub(super) async fn overwrite_payload(
        &self,
        m: SetPayloadPoints,
    ) -> ApiResult<PointsOperationResponse> {
        let SetPayloadPoints {
            collection_name,
            wait,
            payload,
            points_selector,
            ordering,
            shard_key_selector,
            key,
            timeout,
        } = m;
        let part = part::OverwritePayload {
            payload,
            points_selector,
            shard_key_selector,
            key,
        };
        let operation = Operation::OverwritePayload(part);
        self.apply(collection_name, wait, ordering, timeout, operation)
            .await
    }

    pub(super) async fn delete_payload(
        &self,
        m: DeletePayloadPoints,
    ) -> ApiResult<PointsOperationResponse> {
        let DeletePayloadPoints {
            collection_name,
            wait,
            keys,
            points_selector,
            ordering,
            shard_key_selector,
            timeout,
        } = m;
        let part = part::DeletePayload {
            keys,
            points_selector,
            shard_key_selector,
        };
        self.apply(
            collection_name,
            wait,
            ordering,
            timeout,
            Operation::DeletePayload(part),
        )
        .await
    }

    pub(super) async fn clear_payload(
        &self,
        m: ClearPayloadPoints,
    ) -> ApiResult<PointsOperationResponse> {
        let ClearPayloadPoints {
            collection_name,
            wait,
            points,
            ordering,
            shard_key_selector,
            timeout,
        } = m;
        let part = part::ClearPayload {
            points,
            shard_key_selector,
        };
        self.apply(
            collection_name,
            wait,
            ordering,
            timeout,
            Operation::ClearPayload(part),
        )
        .await
    }
}
