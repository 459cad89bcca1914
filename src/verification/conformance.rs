//! A sandbox in which a pipeline is tried against its contract: no scenario, no git history, and the
//! small domain's documents instead of the pipeline's own.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use super::fault::fault;
use super::plan::{LayOut, Plan, Stores};
use super::proving::{Proving, ProvingError};
use super::sandbox::Sandbox;
use crate::check::VerificationSandbox;
use crate::check::conformance::Domain;
use crate::pipeline::Base;
use crate::pipeline::folder::Files;
use crate::sandbox::directory::CANDIDATE;
use crate::scenario::ScenarioError;

/// A fresh sandbox with empty stores. Dropping it removes it, and [`Proving::end`] waits for that.
pub async fn open(
    proving: &Proving,
    base: &Base,
    domain: &Domain,
) -> Result<Box<dyn VerificationSandbox>, ProvingError> {
    let pipeline = base.manifest();
    // A missing image is told as such, before anything is made.
    proving.docker.image_id(&pipeline.image_tag()).await?;
    let files = base.files().map_err(ScenarioError::from)?;
    let files = Arc::new(domain.over(files));
    let plan = Plan::of_pipeline(Arc::clone(&proving.resources), pipeline);
    // In its own task: an engine that was asked to create a container creates it, whether or not
    // somebody still waits for the answer.
    let making = async move { Sandbox::make(&plan, &laying(files), Stores::Empty).await };
    let made = proving.opening.spawn(making).await;
    let made = made.map_err(|error| ProvingError::Internal(error.to_string()))?;
    match made {
        Ok(sandbox) => Ok(Box::new(sandbox)),
        Err(fault) => Err(ProvingError::Internal(fault.to_string())),
    }
}

fn laying(files: Arc<Files>) -> LayOut {
    Box::new(move |workspace| {
        let files = Arc::clone(&files);
        Box::pin(async move {
            let laying = move || lay(&files, &workspace);
            let laid = tokio::task::spawn_blocking(laying).await.map_err(fault)?;
            laid.map_err(fault)
        })
    })
}

fn lay(files: &Files, workspace: &Path) -> std::io::Result<()> {
    for (path, file) in files {
        let place = workspace.join(path);
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&place, &file.bytes)?;
        let mode = if file.executable { 0o755 } else { 0o644 };
        std::fs::set_permissions(&place, std::fs::Permissions::from_mode(mode))?;
    }
    hand_over(workspace)
}

/// Makes the candidate's user the owner. The service has written every file of this tree.
fn hand_over(path: &Path) -> std::io::Result<()> {
    std::os::unix::fs::lchown(path, Some(CANDIDATE), Some(CANDIDATE))?;
    if path.symlink_metadata()?.is_dir() {
        for entry in std::fs::read_dir(path)? {
            hand_over(&entry?.path())?;
        }
    }
    Ok(())
}
