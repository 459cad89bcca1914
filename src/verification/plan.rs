//! What the verification sandboxes of one scenario share, and how they differ.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::resources::Resources;
use super::wants::{image_of, limits_of};
use crate::check::SandboxFault;
use crate::sandbox::limits::Limits;
use crate::scenario::Scenario;
use crate::scenario::check_spec::CheckKind;

/// Puts the candidate's files into an empty folder. Called for each sandbox.
pub type LayOut =
    Box<dyn Fn(PathBuf) -> BoxFuture<'static, Result<(), SandboxFault>> + Send + Sync>;

/// What all sandboxes share.
pub struct Plan {
    pub resources: Arc<Resources>,
    pub image: String,
    pub limits: Limits,
    /// Whether simulated models take the time that they simulate.
    pub timed: bool,
}

pub enum Stores<'a> {
    Empty,
    Moved(&'a Path),
}

impl Plan {
    /// Uses the image that the scenario's pipeline has now.
    pub fn of(resources: Arc<Resources>, scenario: &Scenario) -> Self {
        let timed = |kind: &CheckKind| matches!(kind, CheckKind::Latency(_));
        Self {
            resources,
            image: image_of(scenario),
            limits: limits_of(scenario),
            timed: scenario.manifest.check.iter().any(|it| timed(&it.run)),
        }
    }
}
