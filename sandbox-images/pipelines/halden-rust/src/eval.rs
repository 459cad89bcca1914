//! Measures retrieval and answers on questions with known answers and sources.
//!
//! Gold is spans of documents, not chunk ids, so that it survives every change of the chunker. A
//! question that fails scores zero and is counted; nothing ever leaves a denominator.

mod accuracy;
mod history;
mod judge;
pub mod metrics;
mod questions;
mod report;
mod score;
mod verdict;

pub use accuracy::accepts;
pub use history::{MeasuredOn, compare, read_runs, remember};
pub use judge::{Case, Judge, Recorded};
pub use questions::{Question, Span, read_lines, read_questions};
pub use report::{Outcome, Report};
pub use score::{Gold, Ranking, ScoreReport, score};
pub use verdict::{JudgeSummary, Judged, Judgement, Verdict};
