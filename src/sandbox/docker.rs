//! Sandboxes on a Docker Engine.

mod creation;
mod errors;
mod images;
mod inspection;
mod labels;
mod lifecycle;

use super::runtime::SandboxError;

/// A Docker Engine, and the installation whose containers this service manages.
#[derive(Clone, Debug)]
pub struct Docker {
    pub(super) engine: bollard::Docker,
    installation: String,
    /// The OCI runtime, for example `runsc`. None for the engine's default.
    runtime: Option<String>,
}

impl Docker {
    /// Connects and negotiates the API version. Fails at once if no engine answers.
    pub async fn connect(
        installation: &str,
        runtime: Option<String>,
    ) -> Result<Self, SandboxError> {
        let endpoint =
            std::env::var("DOCKER_HOST").unwrap_or_else(|_| "/var/run/docker.sock".to_owned());
        let unavailable = |cause| SandboxError::EngineUnavailable { endpoint, cause };
        let engine = match bollard::Docker::connect_with_defaults() {
            Ok(engine) => engine.negotiate_version().await,
            Err(error) => Err(error),
        }
        .map_err(unavailable)?;
        Ok(Self {
            engine,
            installation: installation.to_owned(),
            runtime,
        })
    }

    /// The engine's name for a sandbox's container.
    pub fn container_name(&self, name: &str) -> String {
        format!(
            "assay-{}-{name}",
            &self.installation[self.installation.len().min(24)..]
        )
    }
}
