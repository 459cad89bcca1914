//! A Docker Engine that may come and go.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::docker::Docker;
use super::runtime::SandboxError;

/// Connects to the engine at the first use, and again if it was not there.
#[derive(Clone)]
pub struct DockerSource {
    installation: String,
    runtime: Option<String>,
    connected: Arc<Mutex<Option<Docker>>>,
}

impl DockerSource {
    /// An engine for this installation.
    pub fn new(installation: String, runtime: Option<String>) -> Self {
        Self {
            installation,
            runtime,
            connected: Arc::default(),
        }
    }

    /// The engine, if it answers.
    pub async fn get(&self) -> Result<Docker, SandboxError> {
        let mut connected = self.connected.lock().await;
        if let Some(docker) = &*connected {
            return Ok(docker.clone());
        }
        let docker = Docker::connect(&self.installation, self.runtime.clone()).await?;
        *connected = Some(docker.clone());
        Ok(docker)
    }
}
