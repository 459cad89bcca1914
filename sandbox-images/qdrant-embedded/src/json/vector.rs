//! Vectors of points, and the vectors that queries name.

use qdrant_edge::{PointStructPersisted, SparseVector, TypedMultiDenseVector, VectorInternal};
use qdrant_edge::{VectorPersisted, VectorStructPersisted};
use serde_json::Value;

use super::{Members, parse};
use crate::error::{ApiError, ApiResult};
use crate::request::query::VectorInput;

pub fn point(value: Value) -> ApiResult<PointStructPersisted> {
    let mut members = Members::of("point", value)?;
    let point = PointStructPersisted {
        id: members.need("id")?,
        vector: vectors("point.vector", members.need("vector")?)?,
        payload: members.take("payload")?,
    };
    members.finish()?;
    Ok(point)
}

/// The vector of a point, or its vectors by name.
pub fn vectors(path: &str, value: Value) -> ApiResult<VectorStructPersisted> {
    match value {
        Value::Object(named) if !is_inferred(&named) => named
            .into_iter()
            .map(|(name, value)| Ok((name, VectorPersisted::from(vector(path, value)?))))
            .collect::<ApiResult<_>>()
            .map(VectorStructPersisted::Named),
        unnamed => Ok(match vector(path, unnamed)? {
            VectorInternal::Dense(dense) => VectorStructPersisted::Single(dense),
            VectorInternal::MultiDense(multi) => {
                VectorStructPersisted::MultiDense(multi.into_multi_vectors())
            }
            VectorInternal::Sparse(_) => {
                return Err(ApiError::Invalid(format!("{path} needs names")));
            }
        }),
    }
}

/// One vector of any kind.
pub fn vector(path: &str, value: Value) -> ApiResult<VectorInternal> {
    match value {
        Value::Array(rows) if rows.first().is_some_and(Value::is_array) => {
            multi(parse(path, Value::Array(rows))?)
        }
        Value::Array(_) => parse(path, value).map(VectorInternal::Dense),
        Value::Object(parts) if is_inferred(&parts) => Err(ApiError::Unsupported(format!(
            "{path}: inference of a vector"
        ))),
        sparse => {
            let mut members = Members::of(path, sparse)?;
            let vector = self::sparse(members.need("indices")?, members.need("values")?)?;
            members.finish()?;
            Ok(vector)
        }
    }
}

/// A sparse vector with sorted indices.
pub fn sparse(indices: Vec<u32>, values: Vec<f32>) -> ApiResult<VectorInternal> {
    if indices.len() != values.len() {
        return Err(ApiError::Invalid(
            "sparse vector: values must be the same length as indices".to_owned(),
        ));
    }
    let mut vector = SparseVector { indices, values };
    vector.sort_by_indices();
    Ok(VectorInternal::Sparse(vector))
}

/// Fails if the rows differ in length.
pub fn multi(rows: Vec<Vec<f32>>) -> ApiResult<VectorInternal> {
    let vector = TypedMultiDenseVector::try_from_matrix(rows)?;
    Ok(VectorInternal::MultiDense(vector))
}

/// What a query may name as a vector: a vector of any kind, or the id of a point.
pub fn input(path: &str, value: Value) -> ApiResult<VectorInput> {
    match value {
        Value::Number(_) | Value::String(_) => parse(path, value).map(VectorInput::Point),
        vector => self::vector(path, vector).map(VectorInput::Given),
    }
}

/// Takes the vector `name` of an object that ranks.
pub fn needed_input(members: &mut Members, name: &str) -> ApiResult<VectorInput> {
    input(&members.path_of(name), members.need(name)?)
}

/// Whether a model would have to compute the vector.
fn is_inferred(parts: &serde_json::Map<String, Value>) -> bool {
    parts.get("model").is_some_and(Value::is_string)
        && ["text", "image", "object"]
            .iter()
            .any(|inferred| parts.contains_key(*inferred))
}
