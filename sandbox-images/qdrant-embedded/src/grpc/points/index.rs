//! Methods that create and delete payload indexes.

use qdrant_client::qdrant::{
    CreateFieldIndexCollection, DeleteFieldIndexCollection, PointsOperationResponse,
};

use super::PointsApi;
use super::update_result::response;
use crate::error::ApiResult;
use crate::grpc::decode::index;
use crate::json::payload_key;
use crate::update;

impl PointsApi {
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
}
