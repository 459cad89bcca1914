//! Answers to errors of `scoring/`.

use super::error::RouteError;
use super::scenarios::unreadable;
use crate::scoring::ScoringError;

impl From<ScoringError> for RouteError {
    fn from(error: ScoringError) -> Self {
        let message = error.to_string();
        match error {
            ScoringError::Withheld => Self::forbidden("withheld", message),
            ScoringError::Unblinded => Self::conflict("unblinded", message),
            ScoringError::Withdrawn => Self::conflict("withdrawn", message),
            ScoringError::ReviewTooEarly | ScoringError::AnchorTooEarly => {
                Self::conflict("not_checked", message)
            }
            ScoringError::ReviewIncomplete(_) => Self::unprocessable("review_incomplete", message),
            ScoringError::ReviewChanged => Self::conflict("review_changed", message),
            ScoringError::ReviewSubmitted => Self::conflict("review_submitted", message),
            ScoringError::StepRefused(_) => Self::conflict("step_refused", message),
            ScoringError::LogChanged => Self::conflict("log_changed", message),
            ScoringError::ReferenceUnfit(_) => Self::unprocessable("reference_unfit", message),
            ScoringError::Unreadable { slug, cause } => unreadable(&slug, cause),
            ScoringError::Store(error) => Self::failed(error.disk_trouble(), error),
            ScoringError::Task(error) => Self::internal(error),
        }
    }
}
