//! Extractors that refuse in the same form as every other error.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::error::RouteError;

/// A JSON body. Unknown fields are refused by the types themselves.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = RouteError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RouteError> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(refused(&rejection)),
        }
    }
}

fn refused(rejection: &JsonRejection) -> RouteError {
    let status = rejection.status();
    let code = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "body_too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "body_not_json",
        StatusCode::UNPROCESSABLE_ENTITY => "body_unfit",
        _ => "body_malformed",
    };
    let message = if status == StatusCode::PAYLOAD_TOO_LARGE {
        "The request is larger than what is accepted here.".to_owned()
    } else {
        rejection.body_text()
    };
    RouteError::new(status, code, message)
}

/// Parameters after the `?`.
pub struct FromQuery<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for FromQuery<T> {
    type Rejection = RouteError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, RouteError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(RouteError::bad_request(
                "query_malformed",
                rejection.body_text(),
            )),
        }
    }
}
