//! One vector from positive and negative examples, as Qdrant's strategy `average_vector` computes
//! it.

use qdrant_edge::{SparseVector, VectorInternal};

use crate::error::{ApiError, ApiResult};

/// Twice the average of the positive vectors minus the average of the negative ones. Without
/// negative ones, the average of the positive ones.
pub fn of(
    positive: Vec<VectorInternal>,
    negative: Vec<VectorInternal>,
) -> ApiResult<VectorInternal> {
    let positive = average(positive)?;
    if negative.is_empty() {
        return Ok(positive);
    }
    let away = |near: f32, far: f32| near + near - far;
    match (positive, average(negative)?) {
        (VectorInternal::Dense(near), VectorInternal::Dense(far)) => {
            let both = near.iter().zip(&far);
            Ok(VectorInternal::Dense(
                both.map(|(n, f)| away(*n, *f)).collect(),
            ))
        }
        (VectorInternal::Sparse(near), VectorInternal::Sparse(far)) => {
            Ok(VectorInternal::Sparse(near.combine_aggregate(&far, away)))
        }
        (VectorInternal::MultiDense(mut near), VectorInternal::MultiDense(far)) => {
            // Multivectors are concatenated; the negative ones are negated.
            let far = far.flattened_vectors.into_iter().map(|value| -value);
            near.flattened_vectors.extend(far);
            Ok(VectorInternal::MultiDense(near))
        }
        _ => Err(mixed()),
    }
}

fn average(vectors: Vec<VectorInternal>) -> ApiResult<VectorInternal> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "there are never that many examples"
    )]
    let count = vectors.len() as f32;
    let mut vectors = vectors.into_iter();
    let first = vectors.next().ok_or_else(|| {
        ApiError::Invalid("Positive vectors should not be empty with `average` strategy".to_owned())
    })?;
    match vectors.try_fold(first, sum)? {
        VectorInternal::Dense(mut total) => {
            for value in &mut total {
                *value /= count;
            }
            Ok(VectorInternal::Dense(total))
        }
        VectorInternal::Sparse(mut total) => {
            total.values.iter_mut().for_each(|value| *value /= count);
            Ok(VectorInternal::Sparse(total))
        }
        all @ VectorInternal::MultiDense(_) => Ok(all),
    }
}

fn sum(total: VectorInternal, next: VectorInternal) -> ApiResult<VectorInternal> {
    match (total, next) {
        (VectorInternal::Dense(mut total), VectorInternal::Dense(next)) => {
            if total.len() != next.len() {
                return Err(ApiError::Invalid(
                    "examples differ in their dimensions".to_owned(),
                ));
            }
            total
                .iter_mut()
                .zip(next)
                .for_each(|(sum, value)| *sum += value);
            Ok(VectorInternal::Dense(total))
        }
        (VectorInternal::Sparse(total), VectorInternal::Sparse(next)) => {
            Ok(VectorInternal::Sparse(added(&next, &total)))
        }
        (VectorInternal::MultiDense(mut total), VectorInternal::MultiDense(next)) => {
            total.flattened_vectors.extend(next.flattened_vectors);
            Ok(VectorInternal::MultiDense(total))
        }
        _ => Err(mixed()),
    }
}

fn added(one: &SparseVector, other: &SparseVector) -> SparseVector {
    one.combine_aggregate(other, |a, b| a + b)
}

fn mixed() -> ApiError {
    ApiError::Invalid("Can't average vectors with different types".to_owned())
}
