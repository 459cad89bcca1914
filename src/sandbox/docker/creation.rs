//! Creating a sandbox's container.

use std::collections::HashMap;

use bollard::models::{ContainerCreateBody, HostConfigLogConfig};
use bollard::query_parameters::CreateContainerOptionsBuilder;

use super::Docker;
use super::errors::{NOT_FOUND, status};
use super::labels::labels;
use crate::directory::SandboxDirectory;
use crate::runtime::{Purpose, SandboxError, SandboxSpec};
use crate::walls;

impl Docker {
    /// Creates and starts a sandbox. Returns once the engine says that it runs.
    pub async fn start(&self, spec: &SandboxSpec) -> Result<(), SandboxError> {
        SandboxDirectory::at(spec.directory.clone()).prepare(&spec.state)?;
        self.create_and_start(
            &spec.name,
            &spec.purpose,
            &spec.image,
            walls::container(spec),
        )
        .await
    }

    pub(crate) fn labels(&self, purpose: &Purpose, name: &str) -> HashMap<String, String> {
        labels(purpose, &self.installation, name)
    }

    /// Creates and starts a container with this installation's labels.
    pub(crate) async fn create_and_start(
        &self,
        name: &str,
        purpose: &Purpose,
        image: &str,
        mut body: ContainerCreateBody,
    ) -> Result<(), SandboxError> {
        body.labels = Some(self.labels(purpose, name));
        if let Some(host_config) = &mut body.host_config {
            host_config.runtime.clone_from(&self.runtime);
            // The engine keeps at most 1 MB of the container's log.
            host_config.log_config = Some(HostConfigLogConfig {
                typ: Some("json-file".to_owned()),
                config: Some(HashMap::from([
                    ("max-size".to_owned(), "1m".to_owned()),
                    ("max-file".to_owned(), "1".to_owned()),
                ])),
            });
        }
        let container = self.container_name(name);
        let options = CreateContainerOptionsBuilder::default()
            .name(&container)
            .build();
        match self.engine.create_container(Some(options), body).await {
            Ok(_) => {}
            Err(error) if status(&error) == Some(NOT_FOUND) => {
                return Err(SandboxError::ImageMissing(image.to_owned()));
            }
            Err(cause) => {
                return Err(SandboxError::Refused {
                    action: "create a sandbox",
                    cause,
                });
            }
        }
        if let Err(cause) = self.engine.start_container(&container, None).await {
            // A container that never ran must be removed: otherwise the next attempt would find its
            // name taken.
            let _ = self.remove(name).await;
            return Err(SandboxError::Refused {
                action: "start a sandbox",
                cause,
            });
        }
        Ok(())
    }
}
