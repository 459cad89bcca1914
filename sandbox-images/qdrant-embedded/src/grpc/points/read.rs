//! Methods that read without ranking.

use qdrant_client::qdrant::{
    CountPoints, CountResponse, CountResult, FacetCounts, FacetResponse, GetPoints, GetResponse,
    ScrollPoints, ScrollResponse,
};
use qdrant_edge::{CountRequest, FacetRequest, OrderByInterface, ScrollRequest};

use super::PointsApi;
use crate::error::ApiResult;
use crate::grpc::decode::{absent, consistency, filter, id, ids, order, point, size};
use crate::grpc::encode;
use crate::json::payload_key;
use crate::request::{DEFAULT_LIMIT, RetrieveRequest};

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
            ids: self::ids(ids)?,
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
            result: encode::records(records),
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
            offset: offset.map(id).transpose()?,
            limit: limit.map(|limit| size(u64::from(limit))),
            filter: filter::optional(wanted)?,
            with_payload: Some(point::with_payload(with_payload, true)?),
            with_vector: point::with_vector(with_vectors),
            order_by: order_by
                .map(order::order_by)
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
            result: encode::records(records),
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
}
