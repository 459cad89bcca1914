//! Calibration: how far reviewers agree, and what follows from it. Pure functions over scores; no
//! SQL, no HTTP.

pub mod agreement;
pub mod alpha;
pub mod anchors;
pub mod bootstrap;
pub mod estimate;
pub mod kappa;
pub mod leniency;
pub mod order;

pub use estimate::Estimate;
