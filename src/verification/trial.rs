//! A sandbox as a candidate gets it, for authors: without a session, and nothing is recorded.

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::proving::{Proving, ProvingError};
use super::resources::Resources;
use super::wants::{limits_of, read_only_of};
use crate::gateway::{self, Call, CallSink, Gateway, RecordError, Spent};
use crate::sandbox::directory::SandboxDirectory;
use crate::sandbox::gateway_socket::listen;
use crate::sandbox::{Docker, Purpose, SandboxSpec};
use crate::scenario::{self, Scenario, Variant};

/// A running sandbox. Dropping it removes it, and [`Proving::end`] waits for that.
pub struct Trial {
    docker: Docker,
    name: String,
    directory: SandboxDirectory,
    stop: CancellationToken,
}

impl Trial {
    /// Builds the variant, then starts its gateway and the sandbox.
    pub async fn open(
        proving: &Proving,
        scenario: &Arc<Scenario>,
        variant: &Variant,
    ) -> Result<Self, ProvingError> {
        let (resources, docker) = (Arc::clone(&proving.resources), proving.docker.clone());
        let making = make(resources, docker, Arc::clone(scenario), variant.clone());
        // In its own task: an engine that was asked to create a container creates it, whether or
        // not somebody still waits for the answer.
        let made = proving.opening.spawn(making).await;
        made.map_err(|error| ProvingError::Internal(error.to_string()))?
    }

    pub fn agent_socket(&self) -> PathBuf {
        self.directory.agent_socket()
    }
}

async fn make(
    resources: Arc<Resources>,
    docker: Docker,
    scenario: Arc<Scenario>,
    variant: Variant,
) -> Result<Trial, ProvingError> {
    let name = format!("t{}", uuid::Uuid::now_v7().simple());
    let trial = Trial {
        docker,
        directory: SandboxDirectory::at(resources.folder(&name)),
        name,
        stop: CancellationToken::new(),
    };
    let directory = &trial.directory;
    directory.prepare(scenario.pipeline.state_name())?;
    let (built, workspace) = (Arc::clone(&scenario), directory.workspace());
    let build = move || scenario::build(&built, &variant, &workspace);
    tokio::task::spawn_blocking(build)
        .await
        .map_err(|error| ProvingError::Internal(error.to_string()))??;
    let mut config = resources.gateway_config.clone();
    if let Some(budget) = scenario.manifest.limits.budget {
        config.budget.max_micro_eur = Some(budget);
    }
    let embedder = Arc::clone(&resources.embedder);
    let gateway = Gateway::new(config, embedder, Arc::new(Unrecorded), Spent::default())
        .map_err(|error| ProvingError::Internal(error.to_string()))?;
    tokio::spawn(gateway::serve(
        gateway,
        listen(directory)?,
        trial.stop.clone(),
    ));
    let spec = SandboxSpec {
        name: trial.name.clone(),
        purpose: Purpose::Verification,
        image: scenario.pipeline.image_tag(),
        directory: directory.path().to_owned(),
        limits: limits_of(&scenario),
        host: scenario.pipeline.command.clone(),
        state: scenario.pipeline.state_name().to_owned(),
        read_only: read_only_of(&scenario),
    };
    trial.docker.start(&spec).await?;
    Ok(trial)
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.stop.cancel();
        let (docker, name) = (self.docker.clone(), std::mem::take(&mut self.name));
        let directory = self.directory.clone();
        tokio::spawn(async move {
            if let Err(error) = docker.remove(&name).await {
                tracing::error!(name, %error, "a sandbox could not be removed");
            }
            if let Err(error) = directory.remove_apart().await {
                tracing::error!(name, %error, "a sandbox's folder could not be removed");
            }
        });
    }
}

/// Nobody reads what an author tries, so it is not recorded.
struct Unrecorded;

impl CallSink for Unrecorded {
    fn record(&self, _: Call) -> BoxFuture<'_, Result<(), RecordError>> {
        Box::pin(async { Ok(()) })
    }
}
