//! Measures retrieval and answers on questions with known answers and sources.
//!
//! Gold is spans of documents, not chunk ids, so that it survives every change of the chunker. A
//! question that fails scores zero and is counted; nothing ever leaves a denominator.

mod accuracy;
pub mod metrics;
mod questions;
mod report;

pub use accuracy::accepts;
pub use questions::{Question, Span, read_questions};
pub use report::{Outcome, Report};
