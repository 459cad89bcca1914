//! A container and its folder on the host. Dropping it removes both.
//!
//! An engine that was asked to make a container makes it, whether or not somebody still waits for
//! the answer: so it is asked in a task of its own, and what is dropped meanwhile is removed after.

use std::path::PathBuf;

use tokio::task::JoinHandle;

use super::fault::fault;
use crate::check::SandboxFault;
use crate::sandbox::removal::remove_apart;
use crate::sandbox::{Docker, SandboxError};

type Starting = JoinHandle<Result<(), SandboxError>>;

/// A container that is there, is being made, or was not made yet.
pub struct Container {
    docker: Docker,
    name: String,
    folder: PathBuf,
    starting: Option<Starting>,
}

impl Container {
    /// One that is not made yet, with a folder that may be made from now on.
    pub fn planned(docker: Docker, name: String, folder: PathBuf) -> Self {
        Self {
            docker,
            name,
            folder,
            starting: None,
        }
    }

    /// Its name within the installation.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The engine.
    pub fn docker(&self) -> &Docker {
        &self.docker
    }

    /// Makes and starts it in this way.
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
                // Whether it came to be or not: what is there is removed.
                let _ = starting.await;
            }
            if let Err(error) = docker.remove(&name).await {
                tracing::error!(name, %error, "a sandbox of checks is left behind");
            }
            if let Err(error) = remove_apart(folder).await {
                tracing::error!(name, %error, "a folder of checks is left behind");
            }
        });
    }
}
