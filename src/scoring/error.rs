//! What scoring refuses, in words for practitioners, and what can fail.

use crate::domain::adjudication::Refused;
use crate::domain::review::ReviewFlaw;
use crate::editions::EditionError;
use crate::store::StoreError;
use crate::store::reviews::SaveError;

/// Why scoring did not do what it was asked. Pages show the text of a refusal as it is.
#[derive(Debug, thiserror::Error)]
pub enum ScoringError {
    #[error(
        "This is withheld until you submit your own review of this session. If you are not going to \
         review it, you can choose to see everything."
    )]
    Withheld,
    #[error("You chose to see everything about this session, so you cannot review it.")]
    Unblinded,
    #[error("This session was withdrawn: nothing was handed in, and it is not scored.")]
    Withdrawn,
    #[error(
        "You can submit a review once the session has been handed in and its checks are done. Your \
         draft is saved."
    )]
    ReviewTooEarly,
    #[error("This review is not complete: {}.", texts(.0).join("; "))]
    ReviewIncomplete(Vec<ReviewFlaw>),
    #[error(
        "This review was changed in another page in the meantime. Both versions are kept: compare \
         them and choose one."
    )]
    ReviewChanged,
    #[error("This review has been submitted and can no longer be changed.")]
    ReviewSubmitted,
    #[error("This was not done: {0}.")]
    StepRefused(Refused),
    #[error("Somebody else has added a decision about this session. Read it, then try again.")]
    LogChanged,
    #[error("A session can be an anchor once it has been handed in and its checks are done.")]
    AnchorTooEarly,
    #[error(transparent)]
    ReferenceUnfit(#[from] ReferenceUnfit),
    /// The session's scenario cannot be read.
    #[error("the scenario \"{slug}\" of a session cannot be read: {cause}")]
    Unreadable { slug: String, cause: EditionError },
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Computing was cancelled or panicked.
    #[error("computing: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// Why a reference does not fit the rubric.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceUnfit {
    #[error("Score each criterion of the rubric once, and no others.")]
    OtherCriteria,
    /// The criterion's title.
    #[error("Score “{0}” exactly once.")]
    NotOnce(String),
    /// The criterion's title.
    #[error("“{0}” has no level with these points.")]
    NoSuchLevel(String),
    #[error("Give a final score from 0 to 100 and the reason for it.")]
    ScoreOrReason,
}

/// What keeps a review from being submitted, in words.
pub(super) fn texts(flaws: &[ReviewFlaw]) -> Vec<String> {
    flaws.iter().map(ToString::to_string).collect()
}

impl From<SaveError> for ScoringError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Changed => Self::ReviewChanged,
            SaveError::Submitted => Self::ReviewSubmitted,
            SaveError::Store(error) => Self::Store(error),
        }
    }
}
