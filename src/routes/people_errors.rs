//! Answers to errors of `people/`.

use axum::http::StatusCode;

use super::error::RouteError;
use crate::people::PeopleError;

impl From<PeopleError> for RouteError {
    fn from(error: PeopleError) -> Self {
        let message = error.to_string();
        match error {
            PeopleError::NotSignedIn => Self::unauthorized("not_signed_in", message),
            PeopleError::SignInFailed => Self::unauthorized("sign_in_failed", message),
            PeopleError::TooManyAttempts => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", message)
            }
            PeopleError::TokenUnknown => Self::unauthorized("token_unknown", message),
            PeopleError::InvitationExpired => {
                Self::new(StatusCode::GONE, "invitation_expired", message)
            }
            PeopleError::SessionUnknown => Self::not_found("session_unknown", message),
            PeopleError::Store(error) => Self::failed(error.disk_trouble(), error),
            PeopleError::Task(error) => Self::internal(error),
        }
    }
}
