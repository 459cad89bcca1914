//! Checks made before an update is applied, so that a refused update changes nothing.
//!
//! The engine checks vectors too, but point by point while it applies them. A batch with one wrong
//! vector would be stored in part.

use std::collections::HashSet;

use qdrant_edge::{
    DEFAULT_VECTOR_NAME, EdgeConfig, OperationError, PointInsertOperations, PointOperations,
    SparseVector, UpdateOperation, VectorInternal, VectorOperations, VectorPersisted,
    VectorStructPersisted,
};

use crate::error::{ApiError, ApiResult};

/// The most numbers in a multivector, as in Qdrant.
const LARGEST_MULTIVECTOR: usize = 1_048_576;

/// Checks the vectors of `update` against the collection's configuration.
pub fn update(config: &EdgeConfig, update: &UpdateOperation) -> ApiResult<()> {
    match update {
        UpdateOperation::PointOperation(PointOperations::UpsertPoints(points)) => {
            inserted(config, points)
        }
        UpdateOperation::PointOperation(PointOperations::UpsertPointsConditional(upsert)) => {
            inserted(config, &upsert.points_op)
        }
        UpdateOperation::VectorOperation(VectorOperations::UpdateVectors(update)) => update
            .points
            .iter()
            .try_for_each(|point| vectors(config, &point.vector)),
        _ => Ok(()),
    }
}

fn inserted(config: &EdgeConfig, points: &PointInsertOperations) -> ApiResult<()> {
    let PointInsertOperations::PointsList(points) = points else {
        return Err(ApiError::Internal(
            "a batch of points was not made a list".to_owned(),
        ));
    };
    points
        .iter()
        .try_for_each(|point| vectors(config, &point.vector))
}

fn vectors(config: &EdgeConfig, vectors: &VectorStructPersisted) -> ApiResult<()> {
    match vectors {
        VectorStructPersisted::Single(vector) => dense(config, DEFAULT_VECTOR_NAME, vector),
        VectorStructPersisted::MultiDense(rows) => multi(config, DEFAULT_VECTOR_NAME, rows),
        VectorStructPersisted::Named(named) => {
            named.iter().try_for_each(|(name, vector)| match vector {
                VectorPersisted::Dense(vector) => dense(config, name, vector),
                VectorPersisted::Sparse(vector) => sparse(config, name, vector),
                VectorPersisted::MultiDense(rows) => multi(config, name, rows),
            })
        }
    }
}

/// Fails if the collection has no vector of that name.
pub fn name(config: &EdgeConfig, name: &str) -> ApiResult<()> {
    if config.vectors.contains_key(name) || config.sparse_vectors.contains_key(name) {
        return Ok(());
    }
    Err(unknown(name))
}

/// Checks a query's vector against the configuration of the vector `name`.
pub fn query(config: &EdgeConfig, name: &str, vector: &VectorInternal) -> ApiResult<()> {
    match vector {
        VectorInternal::Dense(vector) => dense(config, name, vector),
        VectorInternal::Sparse(vector) => sparse(config, name, vector),
        VectorInternal::MultiDense(vector) => {
            expect_multi(config, name)?;
            vector
                .flattened_vectors
                .chunks(vector.dim)
                .try_for_each(|row| dense(config, name, row))
        }
    }
}

/// Checks one dense vector, which may also stand for a multivector with one row.
fn dense(config: &EdgeConfig, name: &str, vector: &[f32]) -> ApiResult<()> {
    if config.sparse_vectors.contains_key(name) {
        return Err(OperationError::WrongSparse.into());
    }
    let params = config.vectors.get(name).ok_or_else(|| unknown(name))?;
    if vector.len() != params.size {
        return Err(OperationError::WrongVectorDimension {
            expected_dim: params.size,
            received_dim: vector.len(),
        }
        .into());
    }
    finite(name, vector)
}

fn multi(config: &EdgeConfig, name: &str, rows: &[Vec<f32>]) -> ApiResult<()> {
    expect_multi(config, name)?;
    let numbers: usize = rows.iter().map(Vec::len).sum();
    if rows.is_empty() || numbers >= LARGEST_MULTIVECTOR {
        return Err(ApiError::Invalid(format!(
            "multivector `{name}` must hold between 1 and {LARGEST_MULTIVECTOR} numbers"
        )));
    }
    rows.iter().try_for_each(|row| dense(config, name, row))
}

fn expect_multi(config: &EdgeConfig, name: &str) -> ApiResult<()> {
    if config.sparse_vectors.contains_key(name) {
        return Err(OperationError::WrongMulti.into());
    }
    let params = config.vectors.get(name).ok_or_else(|| unknown(name))?;
    match params.multivector_config {
        Some(_) => Ok(()),
        None => Err(OperationError::WrongMulti.into()),
    }
}

fn sparse(config: &EdgeConfig, name: &str, vector: &SparseVector) -> ApiResult<()> {
    if config.vectors.contains_key(name) {
        return Err(OperationError::WrongSparse.into());
    }
    if !config.sparse_vectors.contains_key(name) {
        return Err(unknown(name));
    }
    if vector.indices.len() != vector.values.len() {
        return Err(ApiError::Invalid(format!(
            "sparse vector `{name}`: values must be the same length as indices"
        )));
    }
    let distinct: HashSet<_> = vector.indices.iter().collect();
    if distinct.len() != vector.indices.len() {
        return Err(ApiError::Invalid(format!(
            "sparse vector `{name}`: indices must be unique"
        )));
    }
    finite(name, &vector.values)
}

fn finite(name: &str, values: &[f32]) -> ApiResult<()> {
    if values.iter().any(|value| !value.is_finite()) {
        return Err(ApiError::Invalid(format!(
            "vector `{name}` holds a value that is not finite"
        )));
    }
    Ok(())
}

fn unknown(name: &str) -> ApiError {
    OperationError::VectorNameNotExists {
        received_name: name.to_owned(),
    }
    .into()
}
