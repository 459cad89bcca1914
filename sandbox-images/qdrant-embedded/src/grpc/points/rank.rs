//! Methods that rank points.

use qdrant_client::qdrant::{
    BatchResult, GroupsResult, QueryBatchPoints, QueryBatchResponse, QueryGroupsResponse,
    QueryPointGroups, QueryPoints, QueryResponse, SearchBatchPoints, SearchBatchResponse,
    SearchGroupsResponse, SearchMatrixOffsetsResponse, SearchMatrixPairsResponse,
    SearchMatrixPoints, SearchPointGroups, SearchPoints, SearchResponse,
};

use super::PointsApi;
use crate::collection::Matrix;
use crate::error::{ApiError, ApiResult};
use crate::grpc::decode::query::Addressed;
use crate::grpc::decode::{consistency, groups, query};
use crate::grpc::encode;
use crate::request::{GroupsRequest, QueryRequest};

impl PointsApi {
    pub(super) async fn query(&self, request: QueryPoints) -> ApiResult<QueryResponse> {
        let result = self.run(query::query(request)?).await?;
        Ok(QueryResponse {
            result,
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn search(&self, request: SearchPoints) -> ApiResult<SearchResponse> {
        let result = self.run(query::search(request)?).await?;
        Ok(SearchResponse {
            result,
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn query_batch(
        &self,
        request: QueryBatchPoints,
    ) -> ApiResult<QueryBatchResponse> {
        let QueryBatchPoints {
            collection_name,
            query_points,
            read_consistency,
            timeout,
        } = request;
        consistency(read_consistency)?;
        let queries = query_points
            .into_iter()
            .map(query::query)
            .collect::<ApiResult<_>>()?;
        let result = self.run_all(collection_name, queries, timeout).await?;
        Ok(QueryBatchResponse {
            result,
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn search_batch(
        &self,
        request: SearchBatchPoints,
    ) -> ApiResult<SearchBatchResponse> {
        let SearchBatchPoints {
            collection_name,
            search_points,
            read_consistency,
            timeout,
        } = request;
        consistency(read_consistency)?;
        let searches = search_points
            .into_iter()
            .map(query::search)
            .collect::<ApiResult<_>>()?;
        let result = self.run_all(collection_name, searches, timeout).await?;
        Ok(SearchBatchResponse {
            result,
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn query_groups(
        &self,
        request: QueryPointGroups,
    ) -> ApiResult<QueryGroupsResponse> {
        let result = self.grouped(groups::query_groups(request)?).await?;
        Ok(QueryGroupsResponse {
            result: Some(result),
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn search_groups(
        &self,
        request: SearchPointGroups,
    ) -> ApiResult<SearchGroupsResponse> {
        let result = self.grouped(groups::search_groups(request)?).await?;
        Ok(SearchGroupsResponse {
            result: Some(result),
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn search_matrix_pairs(
        &self,
        request: SearchMatrixPoints,
    ) -> ApiResult<SearchMatrixPairsResponse> {
        let matrix = self.sampled(request).await?;
        Ok(SearchMatrixPairsResponse {
            result: Some(encode::pairs(&matrix)),
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn search_matrix_offsets(
        &self,
        request: SearchMatrixPoints,
    ) -> ApiResult<SearchMatrixOffsetsResponse> {
        let matrix = self.sampled(request).await?;
        Ok(SearchMatrixOffsetsResponse {
            result: Some(encode::offsets(&matrix)),
            time: 0.0,
            usage: None,
        })
    }

    async fn run(
        &self,
        (collection, request, timeout): Addressed<QueryRequest>,
    ) -> ApiResult<Vec<qdrant_client::qdrant::ScoredPoint>> {
        let points = self.service.query(collection, timeout, request).await?;
        Ok(encode::scored(points))
    }

    async fn run_all(
        &self,
        batch_collection: String,
        requests: Vec<Addressed<QueryRequest>>,
        batch_timeout: Option<u64>,
    ) -> ApiResult<Vec<BatchResult>> {
        let mut results = Vec::with_capacity(requests.len());
        for (collection, request, timeout) in requests {
            // A batch concerns one collection; its parts may repeat the name or leave it out.
            if !collection.is_empty() && collection != batch_collection {
                return Err(ApiError::Invalid(
                    "a batch is about one collection".to_owned(),
                ));
            }
            let addressed = (batch_collection.clone(), request, timeout.or(batch_timeout));
            results.push(BatchResult {
                result: self.run(addressed).await?,
            });
        }
        Ok(results)
    }

    async fn grouped(
        &self,
        (collection, request, timeout): Addressed<GroupsRequest>,
    ) -> ApiResult<GroupsResult> {
        let groups = self.service.groups(collection, timeout, request).await?;
        Ok(encode::groups(groups))
    }

    async fn sampled(&self, request: SearchMatrixPoints) -> ApiResult<Matrix> {
        let (collection, request, timeout) = groups::matrix(request)?;
        self.service
            .on(collection, timeout, move |collection| {
                collection.matrix(&request)
            })
            .await
    }
}
