//! The matrix: every variant of a scenario judged by every check, which proves that the scenario is
//! sound. The caller provides the sandboxes ([`Sandboxes`]). The manifest says what each cell must
//! be ([`expected()`]). A cell that differs is a [`Surprise`].

pub mod board;
pub mod cache;
pub mod document;
pub mod expected;
pub mod places;
pub mod proof;
pub mod report;
pub mod run;
pub mod sweep;
pub mod variant_run;

pub use expected::{Expected, expected};
pub use proof::{Proof, Surprise, surprises};
pub use run::{Job, Progress, Sandboxes};
pub use variant_run::Run;
