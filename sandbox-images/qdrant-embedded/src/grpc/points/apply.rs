//! How updates are applied, alone and as a batch.

use qdrant_client::qdrant::points_update_operation::Operation;
use qdrant_client::qdrant::{
    PointsOperationResponse, PointsUpdateOperation, UpdateBatchPoints, UpdateBatchResponse,
    WriteOrdering,
};
use qdrant_edge::UpdateOperation;

use super::PointsApi;
use super::update_result::{response, result};
use crate::error::ApiResult;
use crate::grpc::decode::{needed, operation};

impl PointsApi {
    pub(super) async fn update_batch(
        &self,
        m: UpdateBatchPoints,
    ) -> ApiResult<UpdateBatchResponse> {
        let UpdateBatchPoints {
            collection_name,
            wait,
            operations,
            ordering,
            timeout,
        } = m;
        let updates = operations
            .into_iter()
            .map(|PointsUpdateOperation { operation }| {
                operation::decode(needed(operation, "operation")?)
            })
            .collect::<ApiResult<Vec<_>>>()?;
        let result = vec![result(wait); updates.len()];
        self.apply_updates(collection_name, ordering, timeout, updates)
            .await?;
        Ok(UpdateBatchResponse {
            result,
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn apply(
        &self,
        collection: String,
        wait: Option<bool>,
        ordering: Option<WriteOrdering>,
        timeout: Option<u64>,
        operation: Operation,
    ) -> ApiResult<PointsOperationResponse> {
        self.apply_updates(
            collection,
            ordering,
            timeout,
            vec![operation::decode(operation)?],
        )
        .await?;
        Ok(response(wait))
    }

    pub(super) async fn apply_updates(
        &self,
        collection: String,
        // The updates of a collection have one order, which satisfies every ordering.
        _: Option<WriteOrdering>,
        timeout: Option<u64>,
        updates: Vec<UpdateOperation>,
    ) -> ApiResult<()> {
        self.service
            .on(collection, timeout, move |collection| {
                collection.update(updates)
            })
            .await
    }
}
