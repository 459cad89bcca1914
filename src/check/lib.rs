//! Automatic tests of a candidate's result. They inform; only practitioners score.
//!
//! Everything hidden stays on the host: a verification sandbox gets the candidate's workspace and
//! the text of the questions, and its answers are judged here. A check does not rely on the word of
//! the candidate's program where the service can see for itself.

use assay_domain as domain;
use assay_gateway as gateway;
use assay_pipeline as pipeline;
use assay_scenario as scenario;

mod commands;
pub mod conformance;
mod documents;
pub mod kinds;
pub mod matrix;
pub mod outcome;
pub mod program;
pub mod run;
mod scene;
mod text_model;
pub mod verification;

pub use run::run;
pub use verification::{
    CallKind, Command, Finished, ObservedCall, SandboxFactory, SandboxFault, VerificationSandbox,
};

#[cfg(test)]
mod fake;
#[cfg(test)]
mod host_process;
#[cfg(test)]
mod kind_tests;
#[cfg(test)]
mod tests;
