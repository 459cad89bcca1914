//! The operations as both transports hand them on: the engine's types with point ids not yet
//! resolved to vectors.

use qdrant_edge::{
    Filter, Fusion, OrderBy, PointId, SearchParams, WithPayloadInterface, WithVector,
};

/// The constant of reciprocal rank fusion when a request does not say.
pub const DEFAULT_RRF_K: usize = 2;
/// How many results are answered when a request does not say.
pub const DEFAULT_LIMIT: usize = 10;

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
    /// Which points may be candidates.
    pub filter: Option<Filter>,
    /// How to search.
    pub params: Option<SearchParams>,
    /// The worst score that is still a result.
    pub score_threshold: Option<f32>,
    /// How many results at most.
    pub limit: usize,
}

/// How a stage ranks its candidates.
#[derive(Debug)]
pub enum Query {
    /// By their distance to a vector.
    Nearest(VectorInput),
    /// By fusing the ranks or scores of the prefetches.
    Fusion(Fusion),
    /// By a payload field.
    OrderBy(OrderBy),
    /// In random order.
    Sample,
}

/// The vector of a query.
#[derive(Debug)]
pub enum VectorInput {
    /// Given in the request.
    Dense(Vec<f32>),
    /// The vector of a stored point, which is itself no result.
    Point(PointId),
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
