//! A scenario: a healthy pipeline, its documented faults, a brief, checks and a rubric, in one
//! folder. This stage reads such folders strictly and builds workspaces from them. It never runs
//! anything of the candidate's. The format is described in `docs/scenarios.md`.

use assay_domain as domain;
use assay_git_program as git_program;
use assay_pipeline as pipeline;

pub mod attempts;
mod check_fit;
pub mod check_spec;
pub mod edition;
mod error;
pub mod history;
mod library;
pub mod lint;
pub mod live;
mod live_rules;
pub mod load;
pub mod manifest;
mod patch_paths;
pub mod probe;
pub mod schema;
pub mod skeleton;
pub mod sweep;
#[cfg(test)]
pub(crate) mod toy;
mod tracks;
pub mod tweak;
pub mod workspace;

pub use error::ScenarioError;
pub use library::Library;
pub use load::Scenario;
pub use manifest::Manifest;
pub use workspace::{Variant, build};
