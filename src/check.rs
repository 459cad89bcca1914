//! Automatic tests of a candidate's result. They inform; only practitioners score.
//!
//! Everything hidden stays on the host: a verification sandbox gets the candidate's workspace and
//! the questions' text, and what comes back is judged here. What the candidate's own program says
//! is never believed alone where it can be seen from outside.

mod documents;
pub mod kinds;
pub mod matrix;
pub mod outcome;
mod pipeline;
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
