//! Reads without ranking: by id, page by page, and counts.

use qdrant_edge::{CountRequest, FacetRequest, FacetValueHit, PointId, Record, ScrollRequest};

use serde_json::json;

use super::{Collection, positive};
use crate::error::{ApiError, ApiResult};
use crate::report::describe::{self, plain};
use crate::request::{DEFAULT_LIMIT, RetrieveRequest};

/// The engine allocates room for as many values as a request asks for.
const MOST_FACET_VALUES: usize = 100_000;

impl Collection {
    /// In the order of the requested ids.
    pub fn retrieve(&self, request: RetrieveRequest) -> ApiResult<Vec<Record>> {
        let RetrieveRequest {
            ids,
            with_payload,
            with_vector,
        } = request;
        let read = || {
            self.with_open_shard(|shard| {
                Ok(shard.retrieve(&ids, Some(with_payload), Some(with_vector))?)
            })
        };
        self.told(
            || ("retrieve", json!({ "ids": ids.len() })),
            read,
            |points| describe::records(points),
        )
    }

    /// A page of points in the order of their ids, and the first id of the next page. Or a page in
    /// the order of a field, where a point comes once for each of its values.
    pub fn scroll(&self, mut request: ScrollRequest) -> ApiResult<(Vec<Record>, Option<PointId>)> {
        let limit = request.limit.unwrap_or(DEFAULT_LIMIT);
        positive(limit)?;
        let said = json!({ "limit": limit, "offset": request.offset, "order_by": request.order_by,
                           "filter": request.filter.as_ref().map(plain) });
        let read = || {
            self.with_open_shard(|shard| {
                // By id, there are at most as many results as points, and room for all of them is
                // allocated.
                request.limit = Some(match request.order_by {
                    None => limit.min(shard.info().points_count.max(1)),
                    Some(_) => limit,
                });
                Ok(shard.scroll(request)?)
            })
        };
        self.told(
            || ("scroll", said),
            read,
            |(points, _)| describe::records(points),
        )
    }

    pub fn count(&self, request: CountRequest) -> ApiResult<usize> {
        let said = json!({ "exact": request.exact, "filter": request.filter.as_ref().map(plain) });
        let read = || self.with_open_shard(|shard| Ok(shard.count(request)?));
        self.told(|| ("count", said), read, |count| (Vec::new(), *count))
    }

    /// How many points have each value of a payload field.
    pub fn facet(&self, request: FacetRequest) -> ApiResult<Vec<FacetValueHit>> {
        positive(request.limit)?;
        if request.limit > MOST_FACET_VALUES {
            return Err(ApiError::Invalid(format!(
                "limit is at most {MOST_FACET_VALUES}"
            )));
        }
        let said = json!({ "key": plain(&request.key), "limit": request.limit,
                           "filter": request.filter.as_ref().map(plain) });
        let read = || self.with_open_shard(|shard| Ok(shard.facet(request)?.hits));
        self.told(
            || ("facet", said),
            read,
            |values| (Vec::new(), values.len()),
        )
    }
}
