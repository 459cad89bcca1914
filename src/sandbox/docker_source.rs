//! A Docker Engine that may be unavailable at times.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::docker::Docker;
use super::runtime::SandboxError;

/// Connects to the engine at the first use, and tries again if it was unavailable.
#[derive(Clone)]
pub struct DockerSource {
    installation: String,
    runtime: Option<String>,
    connected: Arc<Mutex<Option<Docker>>>,
}

impl DockerSource {
    pub fn new(installation: String, runtime: Option<String>) -> Self {
        Self {
            installation,
            runtime,
            connected: Arc::default(),
        }
    }

    /// Fails if the engine does not answer.
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
