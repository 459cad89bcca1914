//! The operations as both transports hand them on: the engine's types with point ids not yet
//! resolved to vectors.

pub mod query;

use qdrant_edge::{Filter, JsonPath, PointId, SearchParams, WithPayloadInterface, WithVector};

use query::Query;

/// The constant of reciprocal rank fusion when a request does not say.
pub const DEFAULT_RRF_K: usize = 2;
/// How many results are answered when a request does not say.
pub const DEFAULT_LIMIT: usize = 10;
/// How many points a group has when a request does not say.
pub const DEFAULT_GROUP_SIZE: usize = 3;

/// A query for the points that answer it best.
#[derive(Debug)]
pub struct QueryRequest {
    /// The candidates and how they are ranked.
    pub stage: Stage,
    /// How many of the best results to leave out.
    pub offset: usize,
    /// Which payload to answer.
    pub with_payload: WithPayloadInterface,
    /// Which vectors to answer.
    pub with_vector: WithVector,
}

/// One stage of a query: the root, or a prefetch of it.
#[derive(Debug)]
pub struct Stage {
    /// Stages that find the candidates; none means every point.
    pub prefetch: Vec<Stage>,
    /// How candidates are ranked; none means by id.
    pub query: Option<Query>,
    /// The name of the vector to use; empty for the unnamed one.
    pub using: String,
    /// Where the vectors of points named by id are; none means in this collection.
    pub lookup_from: Option<LookupFrom>,
    /// Which points may be candidates.
    pub filter: Option<Filter>,
    /// How to search.
    pub params: Option<SearchParams>,
    /// The worst score that is still a result.
    pub score_threshold: Option<f32>,
    /// How many results at most.
    pub limit: usize,
}

/// Where to look up the vectors of points that a query names by id.
#[derive(Debug)]
pub struct LookupFrom {
    /// The collection.
    pub collection: String,
    /// The vector's name there; none means the name that is searched with.
    pub vector: Option<String>,
}

/// A query whose results are grouped by a payload field; its limit is that of the groups.
#[derive(Debug)]
pub struct GroupsRequest {
    /// What is ranked, and how.
    pub query: QueryRequest,
    /// The field: a point is in the group of each of its values.
    pub by: JsonPath,
    /// The most points of a group.
    pub size: usize,
    /// Where a point with the group's value as its id is looked up.
    pub lookup: Option<WithLookup>,
}

/// Which points to answer beside groups.
#[derive(Debug)]
pub struct WithLookup {
    /// The collection that has them.
    pub collection: String,
    /// Which payload to answer.
    pub with_payload: WithPayloadInterface,
    /// Which vectors to answer.
    pub with_vector: WithVector,
}

/// How near sampled points are to each other.
#[derive(Debug)]
pub struct MatrixRequest {
    /// Which points may be sampled.
    pub filter: Option<Filter>,
    /// How many are.
    pub sample: usize,
    /// How many of the nearest are told for each.
    pub limit: usize,
    /// The name of the vector that is compared.
    pub using: String,
}

/// The points that an update or a deletion is about.
#[derive(Debug)]
pub enum Selector {
    /// Listed by id.
    Ids(Vec<PointId>),
    /// Found by a filter.
    Filter(Filter),
}

/// A request for points by id.
#[derive(Debug)]
pub struct RetrieveRequest {
    /// The ids; unknown ones are left out of the answer.
    pub ids: Vec<PointId>,
    /// Which payload to answer.
    pub with_payload: WithPayloadInterface,
    /// Which vectors to answer.
    pub with_vector: WithVector,
}
