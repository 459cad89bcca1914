//! Errors in the words of Qdrant's own answers, for both transports.

use axum::http::StatusCode;
use qdrant_edge::OperationError;
use thiserror::Error;
use tonic::Status;

pub type ApiResult<T> = Result<T, ApiError>;

#[derive(Debug, Error)]
pub enum ApiError {
    /// The collection, point or vector does not exist.
    #[error("Not found: {0}")]
    NotFound(String),
    #[error("Wrong input: Collection `{0}` already exists!")]
    CollectionExists(String),
    /// The request contradicts itself, the API or the collection.
    #[error("Wrong input: {0}")]
    Invalid(String),
    /// Part of Qdrant's API, but this server does not support it.
    #[error("{0} is not supported by qdrant-embedded")]
    Unsupported(String),
    /// The request's own time limit expired.
    #[error("Timeout error: the operation took longer than {0} s")]
    Timeout(u64),
    /// The engine or the file system failed.
    #[error("Service internal error: {0}")]
    Internal(String),
}

impl ApiError {
    /// The error for a collection that does not exist.
    pub fn no_collection(name: &str) -> Self {
        Self::NotFound(format!("Collection `{name}` doesn't exist!"))
    }

    /// The HTTP status that Qdrant's REST API uses for this error.
    pub fn http_status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::CollectionExists(_) => StatusCode::CONFLICT,
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::Unsupported(_) => StatusCode::NOT_IMPLEMENTED,
            Self::Timeout(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<ApiError> for Status {
    fn from(error: ApiError) -> Self {
        let message = error.to_string();
        match error {
            ApiError::NotFound(_) => Self::not_found(message),
            ApiError::CollectionExists(_) => Self::already_exists(message),
            ApiError::Invalid(_) => Self::invalid_argument(message),
            ApiError::Unsupported(_) => Self::unimplemented(message),
            ApiError::Timeout(_) => Self::deadline_exceeded(message),
            ApiError::Internal(_) => Self::internal(message),
        }
    }
}

impl From<OperationError> for ApiError {
    fn from(error: OperationError) -> Self {
        let message = error.to_string();
        match error {
            OperationError::PointIdError { .. } => Self::NotFound(message),
            OperationError::WrongVectorDimension { .. }
            | OperationError::VectorNameNotExists { .. }
            | OperationError::TypeError { .. }
            | OperationError::TypeInferenceError { .. }
            | OperationError::ValidationError { .. }
            | OperationError::WrongSparse
            | OperationError::WrongMulti
            | OperationError::MissingRangeIndexForOrderBy { .. }
            | OperationError::MissingMapIndexForFacet { .. }
            | OperationError::VariableTypeError { .. }
            | OperationError::NonFiniteNumber { .. } => Self::Invalid(message),
            OperationError::ServiceError { .. }
            | OperationError::InconsistentStorage { .. }
            | OperationError::OutOfMemory { .. }
            | OperationError::Cancelled { .. }
            | OperationError::Timeout { .. } => Self::Internal(message),
        }
    }
}

impl From<std::io::Error> for ApiError {
    fn from(error: std::io::Error) -> Self {
        Self::Internal(error.to_string())
    }
}
