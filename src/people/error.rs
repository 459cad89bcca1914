//! Why people are refused, in words for them, and what can fail.

use crate::store::StoreError;

/// The text of a refusal is shown as it is.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    #[error("Sign in first.")]
    NotSignedIn,
    /// The same for an unknown name and a wrong password.
    #[error("This name and password do not belong together.")]
    SignInFailed,
    #[error("Too many attempts failed. Wait a minute, then try again.")]
    TooManyAttempts,
    #[error(
        "This link is not known here. Check that you copied all of it, or ask the company for a \
         new one."
    )]
    TokenUnknown,
    #[error("This invitation was not used in time. Ask the company for a new one.")]
    InvitationExpired,
    #[error("There is no such session.")]
    SessionUnknown,
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Checking a password was cancelled or panicked.
    #[error("checking a password: {0}")]
    Task(#[from] tokio::task::JoinError),
}
