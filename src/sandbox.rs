//! Sandboxes: containers that hold a candidate's processes. The only place with bollard.

pub mod agent;
pub mod conversation;
pub mod directory;
pub mod docker;
pub mod exec;
pub mod image_texts;
pub mod judge;
pub mod limits;
pub mod runtime;
pub mod workspace_files;

pub use docker::Docker;
pub use runtime::{Purpose, SandboxError, SandboxSpec};
