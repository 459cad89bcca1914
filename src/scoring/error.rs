//! What scoring refuses, in words for the practitioner, and what can fail.

use crate::domain::adjudication::Refused;
use crate::domain::review::ReviewFlaw;
use crate::editions::EditionError;
use crate::store::StoreError;
use crate::store::reviews::SaveError;

/// Something that was asked of scoring and not done. The text of a refusal is shown as it is.
#[derive(Debug, thiserror::Error)]
pub enum ScoringError {
    #[error(
        "This is withheld until your own review of this session is submitted. If you will not \
         review it, you can choose to see everything."
    )]
    Withheld,
    #[error("You chose to see everything of this session, so you can no longer review it.")]
    Unblinded,
    #[error("This session was withdrawn: nothing was handed in, and it is not scored.")]
    Withdrawn,
    #[error(
        "A review can be submitted once the session was handed in and its checks are done. Your \
         draft is kept."
    )]
    ReviewTooEarly,
    #[error("This review is not complete: {}.", texts(.0).join("; "))]
    ReviewIncomplete(Vec<ReviewFlaw>),
    #[error(
        "This review was changed in another page since. Nothing of either is lost: compare them \
         and keep one."
    )]
    ReviewChanged,
    #[error("This review was submitted and can no longer be changed.")]
    ReviewSubmitted,
    #[error("This was not done: {0}.")]
    StepRefused(Refused),
    #[error(
        "Somebody else decided something about this session meanwhile. Look at it, then try again."
    )]
    LogChanged,
    #[error("A session can be an anchor once it was handed in and its checks are done.")]
    AnchorTooEarly,
    #[error(transparent)]
    ReferenceUnfit(#[from] ReferenceUnfit),
    /// What the session is judged by cannot be read.
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
    #[error("Each criterion is named once.")]
    OtherCriteria,
    /// The criterion's title.
    #[error("“{0}” is named once.")]
    NotOnce(String),
    /// The criterion's title.
    #[error("“{0}” has no such level.")]
    NoSuchLevel(String),
    #[error("A reference has a final score from 0 to 100 and says why.")]
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
