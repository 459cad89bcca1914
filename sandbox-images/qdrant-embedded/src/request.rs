//! The operations in the form that both transports use: the engine's types, with point ids not yet
//! resolved to vectors.

pub mod query;

use qdrant_edge::{Filter, JsonPath, PointId, SearchParams, WithPayloadInterface, WithVector};

use query::Query;

/// The constant of reciprocal rank fusion if a request does not set it.
pub const DEFAULT_RRF_K: usize = 2;
/// The number of results if a request does not set it.
pub const DEFAULT_LIMIT: usize = 10;
/// The number of points in a group if a request does not set it.
pub const DEFAULT_GROUP_SIZE: usize = 3;

#[derive(Debug)]
pub struct QueryRequest {
    /// The candidates and how they are ranked.
    pub stage: Stage,
    /// How many of the best results to skip.
    pub offset: usize,
    pub with_payload: WithPayloadInterface,
    pub with_vector: WithVector,
}

/// One stage of a query: the root, or one of its prefetches.
#[derive(Debug)]
pub struct Stage {
    /// Stages that find the candidates. If there are none, every point is a candidate.
    pub prefetch: Vec<Stage>,
    /// How candidates are ranked; `None` means by id.
    pub query: Option<Query>,
    /// The name of the vector to use; empty for the unnamed one.
    pub using: String,
    /// Where to find the vectors of points that are named by id; `None` means in this collection.
    pub lookup_from: Option<LookupFrom>,
    /// Which points may be candidates.
    pub filter: Option<Filter>,
    pub params: Option<SearchParams>,
    /// The worst score that is still a result.
    pub score_threshold: Option<f32>,
    /// The most results.
    pub limit: usize,
}

/// Where to look up the vectors of points that a query names by id.
#[derive(Debug)]
pub struct LookupFrom {
    pub collection: String,
    /// The vector's name there; `None` means the name that is searched with.
    pub vector: Option<String>,
}

/// A query whose results are grouped by a payload field; its limit applies to the groups.
#[derive(Debug)]
pub struct GroupsRequest {
    pub query: QueryRequest,
    /// The payload field. A point is in the group of each of its values.
    pub by: JsonPath,
    /// The most points in a group.
    pub size: usize,
    /// Where to look up the point whose id is the group's value.
    pub lookup: Option<WithLookup>,
}

/// Which points the answer contains besides the groups.
#[derive(Debug)]
pub struct WithLookup {
    pub collection: String,
    pub with_payload: WithPayloadInterface,
    pub with_vector: WithVector,
}

/// A request for the distances between sampled points.
#[derive(Debug)]
pub struct MatrixRequest {
    /// Which points may be sampled.
    pub filter: Option<Filter>,
    /// The number of points to sample.
    pub sample: usize,
    /// The number of nearest points to return for each.
    pub limit: usize,
    /// The name of the vector that is compared.
    pub using: String,
}

/// The points that an update or a deletion concerns.
#[derive(Debug)]
pub enum Selector {
    Ids(Vec<PointId>),
    Filter(Filter),
}

#[derive(Debug)]
pub struct RetrieveRequest {
    /// Unknown ids are left out of the answer.
    pub ids: Vec<PointId>,
    pub with_payload: WithPayloadInterface,
    pub with_vector: WithVector,
}
