//! Checks before an update is applied, so that a refused update changes nothing.
//!
//! The engine checks vectors too, but point by point while it applies them: a batch with one
//! wrong vector would be stored in part.

use qdrant_edge::{
    DEFAULT_VECTOR_NAME, EdgeConfig, OperationError, PointInsertOperations, PointOperations,
    UpdateOperation, VectorOperations, VectorPersisted, VectorStructPersisted,
};

use crate::error::{ApiError, ApiResult};

/// Checks the vectors of `update` against the collection's configuration.
pub fn update(config: &EdgeConfig, update: &UpdateOperation) -> ApiResult<()> {
    match update {
        UpdateOperation::PointOperation(PointOperations::UpsertPoints(points)) => {
            let PointInsertOperations::PointsList(points) = points else {
                return Err(ApiError::Internal(
                    "a batch of points was not made a list".to_owned(),
                ));
            };
            points
                .iter()
                .try_for_each(|point| vectors(config, &point.vector))
        }
        UpdateOperation::VectorOperation(VectorOperations::UpdateVectors(update)) => update
            .points
            .iter()
            .try_for_each(|point| vectors(config, &point.vector)),
        _ => Ok(()),
    }
}

fn vectors(config: &EdgeConfig, vectors: &VectorStructPersisted) -> ApiResult<()> {
    match vectors {
        VectorStructPersisted::Single(vector) => dense(config, DEFAULT_VECTOR_NAME, vector),
        VectorStructPersisted::MultiDense(_) => Err(unsupported("multivectors")),
        VectorStructPersisted::Named(named) => {
            named.iter().try_for_each(|(name, vector)| match vector {
                VectorPersisted::Dense(vector) => dense(config, name, vector),
                VectorPersisted::Sparse(_) => Err(unsupported("sparse vectors")),
                VectorPersisted::MultiDense(_) => Err(unsupported("multivectors")),
            })
        }
    }
}

/// Checks a dense vector against the one of that name.
pub fn dense(config: &EdgeConfig, name: &str, vector: &[f32]) -> ApiResult<()> {
    let params = config
        .vectors
        .get(name)
        .ok_or_else(|| OperationError::VectorNameNotExists {
            received_name: name.to_owned(),
        })?;
    if vector.len() != params.size {
        return Err(OperationError::WrongVectorDimension {
            expected_dim: params.size,
            received_dim: vector.len(),
        }
        .into());
    }
    if vector.iter().any(|value| !value.is_finite()) {
        return Err(ApiError::Invalid(format!(
            "vector `{name}` holds a value that is not finite"
        )));
    }
    Ok(())
}

fn unsupported(what: &str) -> ApiError {
    ApiError::Unsupported(what.to_owned())
}
