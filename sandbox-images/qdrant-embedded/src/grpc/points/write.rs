//! Methods that change points, vectors, payloads and indexes.

use qdrant_client::qdrant::points_update_operation::{self as part, Operation};
use qdrant_client::qdrant::{
    ClearPayloadPoints, CreateFieldIndexCollection, DeleteFieldIndexCollection,
    DeletePayloadPoints, DeletePointVectors, DeletePoints, PointsOperationResponse,
    PointsUpdateOperation, SetPayloadPoints, UpdateBatchPoints, UpdateBatchResponse, UpdateMode,
    UpdatePointVectors, UpdateResult, UpdateStatus, UpsertPoints, WriteOrdering,
};
use qdrant_edge::UpdateOperation;

use super::PointsApi;
use crate::error::{ApiError, ApiResult};
use crate::grpc::decode::{absent, filter, index, needed, point};
use crate::json::payload_key;
use crate::update;

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

    pub(super) async fn create_field_index(
        &self,
        m: CreateFieldIndexCollection,
    ) -> ApiResult<PointsOperationResponse> {
        let CreateFieldIndexCollection {
            collection_name,
            wait,
            field_name,
            field_type,
            field_index_params,
            ordering,
            timeout,
        } = m;
        let schema = index::field_schema(field_type, field_index_params)?;
        let create = update::create_index(payload_key(&field_name)?, schema);
        self.apply_updates(collection_name, ordering, timeout, vec![create])
            .await?;
        Ok(response(wait))
    }

    pub(super) async fn delete_field_index(
        &self,
        m: DeleteFieldIndexCollection,
    ) -> ApiResult<PointsOperationResponse> {
        let DeleteFieldIndexCollection {
            collection_name,
            wait,
            field_name,
            ordering,
            timeout,
        } = m;
        let delete = update::delete_index(payload_key(&field_name)?);
        self.apply_updates(collection_name, ordering, timeout, vec![delete])
            .await?;
        Ok(response(wait))
    }

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
            .map(|PointsUpdateOperation { operation }| decode(needed(operation, "operation")?))
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

    async fn apply(
        &self,
        collection: String,
        wait: Option<bool>,
        ordering: Option<WriteOrdering>,
        timeout: Option<u64>,
        operation: Operation,
    ) -> ApiResult<PointsOperationResponse> {
        self.apply_updates(collection, ordering, timeout, vec![decode(operation)?])
            .await?;
        Ok(response(wait))
    }

    async fn apply_updates(
        &self,
        collection: String,
        _: Option<WriteOrdering>, // Updates of a collection are in one order: the strongest.
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

fn decode(operation: Operation) -> ApiResult<UpdateOperation> {
    match operation {
        Operation::Upsert(part) => upsert(part),
        Operation::DeletePoints(part::DeletePoints {
            points,
            shard_key_selector,
        }) => {
            absent(shard_key_selector, "shard_key_selector")?;
            Ok(update::delete(point::selector(points)?))
        }
        Operation::SetPayload(part) => {
            absent(part.shard_key_selector, "shard_key_selector")?;
            let key = part.key.map(|key| payload_key(&key)).transpose()?;
            let selector = point::selector(part.points_selector)?;
            Ok(update::set_payload(
                point::payload(part.payload),
                selector,
                key,
            ))
        }
        Operation::OverwritePayload(part) => {
            absent(part.shard_key_selector, "shard_key_selector")?;
            absent(part.key, "key of OverwritePayload")?;
            let selector = point::selector(part.points_selector)?;
            Ok(update::overwrite_payload(
                point::payload(part.payload),
                selector,
            ))
        }
        Operation::DeletePayload(part) => {
            absent(part.shard_key_selector, "shard_key_selector")?;
            let keys = part
                .keys
                .iter()
                .map(|key| payload_key(key))
                .collect::<ApiResult<_>>()?;
            Ok(update::delete_payload(
                keys,
                point::selector(part.points_selector)?,
            ))
        }
        Operation::ClearPayload(part::ClearPayload {
            points,
            shard_key_selector,
        }) => {
            absent(shard_key_selector, "shard_key_selector")?;
            Ok(update::clear_payload(point::selector(points)?))
        }
        Operation::UpdateVectors(part) => {
            absent(part.shard_key_selector, "shard_key_selector")?;
            let condition = filter::optional(part.update_filter)?;
            let points = part.points.into_iter().map(point::point_vectors);
            let points = points.collect::<ApiResult<_>>()?;
            Ok(update::update_vectors(points, condition))
        }
        Operation::DeleteVectors(part) => {
            absent(part.shard_key_selector, "shard_key_selector")?;
            let names = needed(part.vectors, "vectors")?.names;
            Ok(update::delete_vectors(
                point::selector(part.points_selector)?,
                names,
            ))
        }
        #[expect(deprecated, reason = "refused, but the match is exhaustive")]
        Operation::DeleteDeprecated(_) | Operation::ClearPayloadDeprecated(_) => Err(
            ApiError::Unsupported("a deprecated batch operation".to_owned()),
        ),
    }
}

fn upsert(part: part::PointStructList) -> ApiResult<UpdateOperation> {
    let part::PointStructList {
        points,
        shard_key_selector,
        update_filter,
        update_mode,
    } = part;
    absent(shard_key_selector, "shard_key_selector")?;
    let mode = match update_mode.map(UpdateMode::try_from) {
        None => None,
        Some(Ok(UpdateMode::Upsert)) => Some(qdrant_edge::UpdateMode::Upsert),
        Some(Ok(UpdateMode::InsertOnly)) => Some(qdrant_edge::UpdateMode::InsertOnly),
        Some(Ok(UpdateMode::UpdateOnly)) => Some(qdrant_edge::UpdateMode::UpdateOnly),
        Some(Err(_)) => return Err(ApiError::Unsupported("update_mode".to_owned())),
    };
    let condition = filter::optional(update_filter)?;
    let points = points.into_iter().map(point::point);
    let points = points.collect::<ApiResult<_>>()?;
    Ok(update::upsert(points, condition, mode))
}

fn response(wait: Option<bool>) -> PointsOperationResponse {
    PointsOperationResponse {
        result: Some(result(wait)),
        time: 0.0,
        usage: None,
    }
}

/// An update is always complete when it is answered; who does not wait hears less, as in Qdrant.
fn result(wait: Option<bool>) -> UpdateResult {
    let status = if wait == Some(true) {
        UpdateStatus::Completed
    } else {
        UpdateStatus::Acknowledged
    };
    UpdateResult {
        operation_id: None,
        status: status.into(),
    }
}
