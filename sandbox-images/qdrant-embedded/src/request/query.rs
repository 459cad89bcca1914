//! How the candidates of a query are ranked.

use qdrant_edge::{Formula, Fusion, OrderBy, PointId, VectorInternal};

use crate::error::ApiResult;

/// How a stage ranks its candidates.
#[derive(Debug)]
pub enum Query {
    /// By their vectors.
    Vector(VectorQuery<VectorInput>),
    /// By fusing the ranks or scores of the prefetches.
    Fusion(Fusion),
    /// By a payload field.
    OrderBy(OrderBy),
    /// By an expression over score and payload.
    Formula(Formula),
    /// In random order.
    Sample,
}

/// A vector as a query names it.
#[derive(Debug)]
pub enum VectorInput {
    /// Given in the request.
    Given(VectorInternal),
    /// The vector of a stored point, which is itself no result.
    Point(PointId),
}

/// Ranking by vectors, which are inputs at first and then, resolved, the engine's.
#[derive(Debug)]
pub enum VectorQuery<T> {
    /// By the distance to one.
    Nearest(T),
    /// The same, with results that differ from each other preferred.
    Diverse {
        /// The vector.
        nearest: T,
        /// From 0, the nearest alone count, to 1, only difference counts.
        diversity: Option<f32>,
        /// How many of the nearest are chosen from; none means as many as are answered.
        candidates: Option<usize>,
    },
    /// Like some examples and unlike others.
    Recommend {
        /// How they are weighed.
        strategy: Strategy,
        /// What results should be like.
        positive: Vec<T>,
        /// What they should be unlike.
        negative: Vec<T>,
    },
    /// Near a target, in the part of space that the pairs outline.
    Discover {
        /// What to be near.
        target: T,
        /// Each a positive and a negative vector.
        pairs: Vec<(T, T)>,
    },
    /// In the part of space that the pairs outline.
    Context(Vec<(T, T)>),
    /// Near a target, corrected by what scored well.
    Feedback {
        /// What to be near.
        target: T,
        /// Vectors with their scores.
        examples: Vec<(T, f32)>,
        /// The weights a, b and c.
        weights: [f32; 3],
    },
}

/// How examples are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// One vector from the averages of both sides.
    AverageVector,
    /// The best example decides.
    BestScore,
    /// The scores of all examples are summed.
    SumScores,
}

impl<T> VectorQuery<T> {
    /// Every vector in it.
    pub fn vectors(&self) -> Vec<&T> {
        match self {
            Self::Nearest(nearest) | Self::Diverse { nearest, .. } => vec![nearest],
            Self::Recommend {
                positive, negative, ..
            } => positive.iter().chain(negative).collect(),
            Self::Discover { target, pairs } => std::iter::once(target)
                .chain(pairs.iter().flat_map(|(a, b)| [a, b]))
                .collect(),
            Self::Context(pairs) => pairs.iter().flat_map(|(a, b)| [a, b]).collect(),
            Self::Feedback {
                target, examples, ..
            } => std::iter::once(target)
                .chain(examples.iter().map(|(it, _)| it))
                .collect(),
        }
    }

    /// The same query of other vectors. `of` may have none: an example without a vector is left
    /// out, as in Qdrant; any other vector is needed, and `missing` says so.
    pub fn map<U>(
        self,
        of: impl Fn(T) -> ApiResult<Option<U>>,
        missing: impl Fn() -> crate::error::ApiError,
    ) -> ApiResult<VectorQuery<U>> {
        let need = |vector: T| of(vector)?.ok_or_else(&missing);
        let all = |vectors: Vec<T>| -> ApiResult<Vec<U>> {
            vectors
                .into_iter()
                .filter_map(|it| of(it).transpose())
                .collect()
        };
        let both = |pairs: Vec<(T, T)>| -> ApiResult<Vec<(U, U)>> {
            pairs
                .into_iter()
                .map(|(a, b)| Ok((need(a)?, need(b)?)))
                .collect()
        };
        Ok(match self {
            Self::Nearest(nearest) => VectorQuery::Nearest(need(nearest)?),
            Self::Diverse {
                nearest,
                diversity,
                candidates,
            } => VectorQuery::Diverse {
                nearest: need(nearest)?,
                diversity,
                candidates,
            },
            Self::Recommend {
                strategy,
                positive,
                negative,
            } => VectorQuery::Recommend {
                strategy,
                positive: all(positive)?,
                negative: all(negative)?,
            },
            Self::Discover { target, pairs } => VectorQuery::Discover {
                target: need(target)?,
                pairs: both(pairs)?,
            },
            Self::Context(pairs) => VectorQuery::Context(both(pairs)?),
            Self::Feedback {
                target,
                examples,
                weights,
            } => VectorQuery::Feedback {
                target: need(target)?,
                examples: examples
                    .into_iter()
                    .map(|(it, score)| Ok((need(it)?, score)))
                    .collect::<ApiResult<_>>()?,
                weights,
            },
        })
    }
}
