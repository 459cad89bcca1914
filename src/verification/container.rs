//! A container and its folder on the host. Dropping it removes both.
//!
//! An engine that was asked to create a container creates it, whether or not somebody still waits
//! for the answer. So a separate task asks it, and if this is dropped meanwhile, the container is
//! removed afterwards.

use std::path::PathBuf;

use tokio::task::JoinHandle;

use super::fault::fault;
use crate::check::SandboxFault;
use crate::sandbox::removal::remove_apart;
use crate::sandbox::{Docker, SandboxError};

type Starting = JoinHandle<Result<(), SandboxError>>;

/// A container that exists, is being created, or was not requested yet.
pub struct Container {
    docker: Docker,
    name: String,
    folder: PathBuf,
    starting: Option<Starting>,
}

impl Container {
    /// The container is not created yet; its folder may be created from now on.
    pub fn planned(docker: Docker, name: String, folder: PathBuf) -> Self {
        Self {
            docker,
            name,
            folder,
            starting: None,
        }
    }

    /// The name within the installation.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn docker(&self) -> &Docker {
        &self.docker
    }

    pub async fn start(
        &mut self,
        starting: impl Future<Output = Result<(), SandboxError>> + Send + 'static,
    ) -> Result<(), SandboxFault> {
        let started = self.starting.insert(tokio::spawn(starting)).await;
        self.starting = None;
        started.map_err(fault)?.map_err(fault)
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let (docker, starting) = (self.docker.clone(), self.starting.take());
        let name = std::mem::take(&mut self.name);
        let folder = std::mem::take(&mut self.folder);
        tokio::spawn(async move {
            if let Some(starting) = starting {
                // Whether it started or not: whatever exists is removed.
                let _ = starting.await;
            }
            if let Err(error) = docker.remove(&name).await {
                tracing::error!(name, %error, "a verification sandbox could not be removed");
            }
            if let Err(error) = remove_apart(folder).await {
                tracing::error!(name, %error, "a verification sandbox's folder could not be removed");
            }
        });
    }
}
