//! From reviews to a score that can be defended: who may see what, what counts, how far reviewers
//! agree, and the report. [`Scoring`] is the entry point; each of its subjects has a file.

mod adjudication;
mod anchors;
mod asked;
mod calibration;
mod curve;
mod error;
pub mod report;
mod reports;
pub mod review;
mod reviews;
mod row;
mod scenario;
mod service;
mod sessions;
mod sight;
#[cfg(test)]
mod tests;
mod time;
mod viewer;

pub use asked::AskedView;
pub use curve::{CurveOutcome, CurvePoint};
pub use error::{ReferenceUnfit, ScoringError};
pub use reviews::ReviewSaved;
pub use row::{MyReview, ScoreKind, SessionRow};
pub use service::Scoring;
pub use sessions::SessionPage;
