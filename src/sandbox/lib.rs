//! Sandboxes: containers that hold a candidate's processes. Only this crate uses bollard.

use assay_background as background;
use assay_domain as domain;
#[cfg(test)]
use assay_scenario as scenario;

pub mod agent;
pub mod command;
pub mod conversation;
pub mod directory;
pub mod docker;
mod docker_source;
mod exec;
pub mod gateway_socket;
pub mod image_texts;
pub mod judge;
pub mod limits;
pub mod removal;
pub mod runtime;
mod walls;
pub mod workspace_files;

pub use docker::Docker;
pub use docker_source::DockerSource;
pub use runtime::{Purpose, SandboxError, SandboxSpec};
