//! Distances between sampled points.

use qdrant_edge::{
    Condition, EdgeShard, Filter, HasVectorCondition, NamedQuery, PointId, QueryEnum,
    QueryRequest as EngineQuery, Sample, ScoredPoint, ScoringQuery, VectorStructInternal,
    WithVector,
};

use super::{Collection, positive, query, validate};
use crate::error::ApiResult;
use crate::report::describe;
use crate::request::MatrixRequest;

/// Sampled points, and for each of them the nearest others in the sample.
#[derive(Debug, Default)]
pub struct Matrix {
    /// The sample, ordered by id.
    pub ids: Vec<PointId>,
    /// For each sampled point, its nearest ones, best first.
    pub nearest: Vec<Vec<ScoredPoint>>,
}

impl Matrix {
    /// Every distance: the row's index, its point, and the point near it.
    pub fn rows(&self) -> impl Iterator<Item = (usize, PointId, &ScoredPoint)> {
        let rows = self.ids.iter().zip(&self.nearest).enumerate();
        rows.flat_map(|(row, (id, near))| near.iter().map(move |point| (row, *id, point)))
    }

    /// The point's index in the sample.
    pub fn offset(&self, id: PointId) -> usize {
        self.ids.binary_search(&id).unwrap_or_default()
    }
}

impl Collection {
    /// A sample of the points that have the vector, and their distances.
    pub fn matrix(&self, request: &MatrixRequest) -> ApiResult<Matrix> {
        self.told(
            || describe::matrix(request),
            || self.sampled(request),
            |matrix| describe::ids(&matrix.ids),
        )
    }

    fn sampled(&self, request: &MatrixRequest) -> ApiResult<Matrix> {
        positive(request.limit)?;
        positive(request.sample)?;
        let using = &request.using;
        self.with_open_shard(|shard| {
            validate::name(&shard.config(), using)?;
            let search = Search::on(shard);
            let mut sample = search.sample(request)?;
            if sample.len() < 2 {
                return Ok(Matrix::default());
            }
            sample.sort_unstable_by_key(|point| point.id);
            let ids: Vec<_> = sample.iter().map(|point| point.id).collect();
            let among = Filter::new_must(Condition::HasId(ids.iter().copied().collect()));
            let nearest = sample
                .into_iter()
                .map(|point| search.nearest(point, using, &among, request.limit))
                .collect::<ApiResult<_>>()?;
            Ok(Matrix { ids, nearest })
        })
    }
}

/// The two queries that make up a matrix.
struct Search<'a> {
    shard: &'a EdgeShard,
    points: usize,
}

impl<'a> Search<'a> {
    fn on(shard: &'a EdgeShard) -> Self {
        let points = shard.info().points_count.max(1);
        Self { shard, points }
    }

    fn ask(
        &self,
        query: ScoringQuery,
        filter: Filter,
        limit: usize,
        with_vector: WithVector,
    ) -> ApiResult<Vec<ScoredPoint>> {
        let query = EngineQuery {
            prefetches: Vec::new(),
            query: Some(query),
            filter: Some(filter),
            score_threshold: None,
            limit: limit.min(self.points),
            offset: 0,
            params: None,
            with_vector,
            with_payload: false.into(),
        };
        query::page(self.shard, query)
    }

    /// Some of the points that have the vector, with the vector.
    fn sample(&self, request: &MatrixRequest) -> ApiResult<Vec<ScoredPoint>> {
        let using = request.using.clone();
        let having = Condition::HasVector(HasVectorCondition::from(using.clone()));
        let having = Filter::new_must(having);
        let filter = match &request.filter {
            Some(filter) => filter.merge(&having),
            None => having,
        };
        let sample = ScoringQuery::Sample(Sample::Random);
        let with_vector = WithVector::Selector(vec![using]);
        self.ask(sample, filter, request.sample, with_vector)
    }

    /// The points of the sample that are nearest to a point, without the point itself.
    fn nearest(
        &self,
        mut point: ScoredPoint,
        using: &str,
        among: &Filter,
        limit: usize,
    ) -> ApiResult<Vec<ScoredPoint>> {
        let Some(vector) = VectorStructInternal::take_opt(&mut point.vector, using) else {
            return Ok(Vec::new());
        };
        let query = QueryEnum::Nearest(NamedQuery::new(vector, using));
        let query = ScoringQuery::Vector(query);
        // One more, because a point is nearest to itself.
        let most = limit.saturating_add(1);
        let mut near = self.ask(query, among.clone(), most, false.into())?;
        near.retain(|other| other.id != point.id);
        near.truncate(limit);
        Ok(near)
    }
}
