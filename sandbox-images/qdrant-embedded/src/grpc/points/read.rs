//! Methods that change nothing.

use qdrant_client::qdrant::{
    BatchResult, CountPoints, CountResponse, CountResult, FacetCounts, FacetResponse, GetPoints,
    GetResponse, QueryBatchPoints, QueryBatchResponse, QueryPoints, QueryResponse, ScrollPoints,
    ScrollResponse, SearchBatchPoints, SearchBatchResponse, SearchPoints, SearchResponse,
};
use qdrant_edge::{CountRequest, FacetRequest, OrderByInterface, ScrollRequest};

use super::PointsApi;
use crate::error::{ApiError, ApiResult};
use crate::grpc::decode::query::Addressed;
use crate::grpc::decode::{absent, consistency, filter, point, query, size};
use crate::grpc::encode;
use crate::json::payload_key;
use crate::request::{DEFAULT_LIMIT, QueryRequest, RetrieveRequest};

impl PointsApi {
    pub(super) async fn get(&self, request: GetPoints) -> ApiResult<GetResponse> {
        let GetPoints {
            collection_name,
            ids,
            with_payload,
            with_vectors,
            read_consistency,
            shard_key_selector,
            timeout,
        } = request;
        consistency(read_consistency)?;
        absent(shard_key_selector, "shard_key_selector")?;
        let request = RetrieveRequest {
            ids: point::ids(ids)?,
            with_payload: point::with_payload(with_payload, true)?,
            with_vector: point::with_vector(with_vectors),
        };
        let records = self
            .service
            .on(collection_name, timeout, move |collection| {
                collection.retrieve(request)
            })
            .await?;
        Ok(GetResponse {
            result: encode::records(records)?,
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn scroll(&self, request: ScrollPoints) -> ApiResult<ScrollResponse> {
        let ScrollPoints {
            collection_name,
            filter: wanted,
            offset,
            limit,
            with_payload,
            with_vectors,
            read_consistency,
            shard_key_selector,
            order_by,
            timeout,
        } = request;
        consistency(read_consistency)?;
        absent(shard_key_selector, "shard_key_selector")?;
        let request = ScrollRequest {
            offset: offset.map(point::id).transpose()?,
            limit: limit.map(|limit| size(u64::from(limit))),
            filter: filter::optional(wanted)?,
            with_payload: Some(point::with_payload(with_payload, true)?),
            with_vector: point::with_vector(with_vectors),
            order_by: order_by
                .map(query::order_by)
                .transpose()?
                .map(OrderByInterface::Struct),
        };
        let (records, next) = self
            .service
            .on(collection_name, timeout, move |collection| {
                collection.scroll(request)
            })
            .await?;
        Ok(ScrollResponse {
            next_page_offset: next.map(encode::id),
            result: encode::records(records)?,
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn count(&self, request: CountPoints) -> ApiResult<CountResponse> {
        let CountPoints {
            collection_name,
            filter: wanted,
            exact,
            read_consistency,
            shard_key_selector,
            timeout,
        } = request;
        consistency(read_consistency)?;
        absent(shard_key_selector, "shard_key_selector")?;
        let request = CountRequest {
            filter: filter::optional(wanted)?,
            exact: exact.unwrap_or(true),
        };
        let count = self
            .service
            .on(collection_name, timeout, move |collection| {
                collection.count(request)
            })
            .await?;
        let result = Some(CountResult {
            count: count as u64,
        });
        Ok(CountResponse {
            result,
            time: 0.0,
            usage: None,
        })
    }

    pub(super) async fn facet(&self, request: FacetCounts) -> ApiResult<FacetResponse> {
        let FacetCounts {
            collection_name,
            key,
            filter: wanted,
            limit,
            exact,
            timeout,
            read_consistency,
            shard_key_selector,
        } = request;
        consistency(read_consistency)?;
        absent(shard_key_selector, "shard_key_selector")?;
        let request = FacetRequest {
            key: payload_key(&key)?,
            limit: limit.map_or(DEFAULT_LIMIT, size),
            filter: filter::optional(wanted)?,
            exact: exact.unwrap_or(false),
        };
        let hits = self
            .service
            .on(collection_name, timeout, move |collection| {
                collection.facet(request)
            })
            .await?;
        Ok(FacetResponse {
            hits: encode::facets(hits),
            time: 0.0,
            usage: None,
        })
    }

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

    async fn run(
        &self,
        (collection, request, timeout): Addressed<QueryRequest>,
    ) -> ApiResult<Vec<qdrant_client::qdrant::ScoredPoint>> {
        let points = self
            .service
            .on(collection, timeout, move |collection| {
                collection.query(request)
            })
            .await?;
        encode::scored(points)
    }

    async fn run_all(
        &self,
        batch_collection: String,
        requests: Vec<Addressed<QueryRequest>>,
        batch_timeout: Option<u64>,
    ) -> ApiResult<Vec<BatchResult>> {
        let mut results = Vec::with_capacity(requests.len());
        for (collection, request, timeout) in requests {
            // A batch is about one collection; its parts may repeat the name or leave it out.
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
}
