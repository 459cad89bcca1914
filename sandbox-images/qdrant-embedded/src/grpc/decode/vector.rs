//! Vectors of points, and the vectors that queries name.

use std::collections::HashMap;

use qdrant_client::qdrant::vectors::VectorsOptions;
use qdrant_client::qdrant::{self, vector, vector_input};
use qdrant_edge::{VectorInternal, VectorPersisted, VectorStructPersisted};

use super::{id, needed};
use crate::error::{ApiError, ApiResult};
use crate::json::vector::{multi, sparse};
use crate::request::query::VectorInput;

pub fn vectors(vectors: Option<qdrant::Vectors>) -> ApiResult<VectorStructPersisted> {
    match vectors.and_then(|vectors| vectors.vectors_options) {
        None => Ok(VectorStructPersisted::Named(HashMap::new())),
        Some(VectorsOptions::Vector(vector)) => match self::vector(vector)? {
            VectorInternal::Dense(dense) => Ok(VectorStructPersisted::Single(dense)),
            VectorInternal::MultiDense(multi) => Ok(VectorStructPersisted::MultiDense(
                multi.into_multi_vectors(),
            )),
            VectorInternal::Sparse(_) => {
                Err(ApiError::Invalid("a sparse vector needs a name".to_owned()))
            }
        },
        Some(VectorsOptions::Vectors(named)) => named
            .vectors
            .into_iter()
            .map(|(name, vector)| Ok((name, VectorPersisted::from(self::vector(vector)?))))
            .collect::<ApiResult<_>>()
            .map(VectorStructPersisted::Named),
    }
}

#[expect(deprecated, reason = "older clients send the deprecated fields")]
fn vector(vector: qdrant::Vector) -> ApiResult<VectorInternal> {
    let qdrant::Vector {
        data,
        indices,
        vectors_count,
        vector,
    } = vector;
    let kind = match vector {
        Some(vector::Vector::Dense(dense)) => return Ok(VectorInternal::Dense(dense.data)),
        Some(vector::Vector::Sparse(vector)) => return sparse(vector.indices, vector.values),
        Some(vector::Vector::MultiDense(vectors)) => return rows(vectors),
        Some(vector::Vector::Document(_)) => "inference of documents",
        Some(vector::Vector::Image(_)) => "inference of images",
        Some(vector::Vector::Object(_)) => "inference of objects",
        None => match vectors_count {
            Some(count) if count > 1 => return flattened(&data, count),
            _ => return dense_or_sparse(data, indices.map(|indices| indices.data)),
        },
    };
    Err(ApiError::Unsupported(kind.to_owned()))
}

/// A vector in the older form: sparse if its values have indices.
pub fn dense_or_sparse(values: Vec<f32>, indices: Option<Vec<u32>>) -> ApiResult<VectorInternal> {
    match indices {
        Some(indices) => sparse(indices, values),
        None => Ok(VectorInternal::Dense(values)),
    }
}

fn rows(vectors: qdrant::MultiDenseVector) -> ApiResult<VectorInternal> {
    multi(vectors.vectors.into_iter().map(|row| row.data).collect())
}

fn flattened(values: &[f32], count: u32) -> ApiResult<VectorInternal> {
    let count = count as usize;
    if values.is_empty() || !values.len().is_multiple_of(count) {
        return Err(ApiError::Invalid(format!(
            "{} numbers are not {count} vectors",
            values.len()
        )));
    }
    let rows = values.chunks(values.len() / count);
    multi(rows.map(<[f32]>::to_vec).collect())
}

/// A vector or the id of a point, as a query names it.
pub fn input(input: qdrant::VectorInput) -> ApiResult<VectorInput> {
    use vector_input::Variant;
    let kind = match needed(input.variant, "vector input")? {
        Variant::Id(point) => return Ok(VectorInput::Point(id(point)?)),
        Variant::Dense(dense) => return Ok(VectorInput::Given(VectorInternal::Dense(dense.data))),
        Variant::Sparse(vector) => {
            return Ok(VectorInput::Given(sparse(vector.indices, vector.values)?));
        }
        Variant::MultiDense(vectors) => return Ok(VectorInput::Given(rows(vectors)?)),
        Variant::Document(_) => "document",
        Variant::Image(_) => "image",
        Variant::Object(_) => "object",
    };
    Err(ApiError::Unsupported(format!("vector input {kind}")))
}
