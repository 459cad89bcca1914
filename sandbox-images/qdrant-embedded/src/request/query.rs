//! How the candidates of a query are ranked.

use qdrant_edge::{Formula, Fusion, OrderBy, PointId, VectorInternal};

use crate::error::ApiResult;

#[derive(Debug)]
pub enum Query {
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
    /// The vector of a stored point. The point itself is excluded from the results.
    Point(PointId),
}

/// Ranking by vectors. `T` is at first what the request names; after resolution, it is the engine's
/// vector.
#[derive(Debug)]
pub enum VectorQuery<T> {
    /// By the distance to one vector.
    Nearest(T),
    /// By the distance to one vector, with a preference for results that differ from each other.
    Diverse {
        nearest: T,
        /// From 0 (only nearness counts) to 1 (only difference counts).
        diversity: Option<f32>,
        /// How many of the nearest points to choose from; `None` means as many as there are
        /// results.
        candidates: Option<usize>,
    },
    /// Similar to some examples and different from others.
    Recommend {
        strategy: Strategy,
        /// Results should be similar to these.
        positive: Vec<T>,
        /// Results should be different from these.
        negative: Vec<T>,
    },
    /// Near a target, in the part of space that the pairs outline.
    Discover {
        target: T,
        /// Each a positive and a negative vector.
        pairs: Vec<(T, T)>,
    },
    /// In the part of space that the pairs outline.
    Context(Vec<(T, T)>),
    /// Near a target, corrected by examples with scores.
    Feedback {
        target: T,
        /// Vectors with their scores.
        examples: Vec<(T, f32)>,
        /// The weights a, b and c.
        weights: [f32; 3],
    },
}

/// How examples are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// One vector from the averages of both sides.
    AverageVector,
    /// The best example decides.
    BestScore,
    /// The scores of all examples are added.
    SumScores,
}

impl<T> VectorQuery<T> {
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

    /// The same query with other vectors. `of` may return `None`: an example without a vector is
    /// left out, as in Qdrant. Any other vector is required, and `missing` gives the error.
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
