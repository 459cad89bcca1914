//! A sandbox's container after its creation: restarting, freezing, removing.

use bollard::query_parameters::RemoveContainerOptionsBuilder;

use super::Docker;
use super::errors::{CONFLICT, NOT_FOUND, status};
use crate::runtime::SandboxError;

impl Docker {
    /// Starts a sandbox that was stopped, for example by a restart of the engine.
    pub async fn restart(&self, name: &str) -> Result<(), SandboxError> {
        let started = self
            .engine
            .start_container(&self.container_name(name), None)
            .await;
        started.map_err(|cause| SandboxError::Refused {
            action: "restart a sandbox",
            cause,
        })
    }

    /// Freezes a sandbox: none of its processes runs any more. Does nothing if it is frozen.
    pub async fn pause(&self, name: &str) -> Result<(), SandboxError> {
        match self
            .engine
            .pause_container(&self.container_name(name))
            .await
        {
            Err(_) if self.is_frozen(name).await == Some(true) => Ok(()),
            paused => paused.map_err(|cause| SandboxError::Refused {
                action: "freeze a sandbox",
                cause,
            }),
        }
    }

    /// Lets a frozen sandbox continue. Does nothing if it is not frozen.
    pub async fn unpause(&self, name: &str) -> Result<(), SandboxError> {
        match self
            .engine
            .unpause_container(&self.container_name(name))
            .await
        {
            Err(_) if self.is_frozen(name).await == Some(false) => Ok(()),
            unpaused => unpaused.map_err(|cause| SandboxError::Refused {
                action: "unfreeze a sandbox",
                cause,
            }),
        }
    }

    /// Whether a sandbox is frozen. None if the engine does not say.
    pub async fn is_frozen(&self, name: &str) -> Option<bool> {
        let container = self.container_name(name);
        let inspected = self.engine.inspect_container(&container, None).await;
        inspected.ok()?.state?.paused
    }

    /// Kills and removes a sandbox. A missing one is not an error.
    pub async fn remove(&self, name: &str) -> Result<(), SandboxError> {
        let options = RemoveContainerOptionsBuilder::default()
            .force(true)
            .v(true)
            .build();
        match self
            .engine
            .remove_container(&self.container_name(name), Some(options))
            .await
        {
            Err(error) if !matches!(status(&error), Some(NOT_FOUND | CONFLICT)) => {
                Err(SandboxError::Refused {
                    action: "remove a sandbox",
                    cause: error,
                })
            }
            _ => Ok(()),
        }
    }
}
