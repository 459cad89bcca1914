//! What the verification sandboxes of one scenario share, and how they differ.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::resources::Resources;
use super::wants::limits_of;
use crate::check::SandboxFault;
use crate::pipeline::PipelineManifest;
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
    /// Of the scenario's track.
    pub pipeline: PipelineManifest,
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
            image: scenario.pipeline.image_tag(),
            limits: limits_of(scenario),
            pipeline: scenario.pipeline.clone(),
            timed: scenario.manifest.check.iter().any(|it| timed(&it.run)),
        }
    }

    /// For a pipeline without a scenario, within the usual limits.
    pub fn of_pipeline(resources: Arc<Resources>, pipeline: &PipelineManifest) -> Self {
        Self {
            resources,
            image: pipeline.image_tag(),
            limits: Limits::default(),
            pipeline: pipeline.clone(),
            timed: false,
        }
    }
}
