//! Sandboxes on a Docker Engine.

use std::collections::HashMap;

use bollard::errors::Error as Bollard;
use bollard::models::{
    ContainerCreateBody, ContainerSummary, ContainerSummaryStateEnum, HostConfigLogConfig,
};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, ListContainersOptionsBuilder, RemoveContainerOptionsBuilder,
    TagImageOptionsBuilder,
};

use super::directory::SandboxDirectory;
use super::runtime::{FoundSandbox, Purpose, SandboxError, SandboxSpec};
use super::walls;

/// Every container of every installation has this label; its value is the purpose.
const LABEL: &str = "assay";
const LABEL_INSTALLATION: &str = "assay.installation";
const LABEL_NAME: &str = "assay.name";
/// Names of images that sessions were invited with; the tag is the beginning of the id.
const KEPT_IMAGES: &str = "assay/kept";
const NOT_FOUND: u16 = 404;
const CONFLICT: u16 = 409;

/// A Docker Engine, and the installation whose containers this service touches.
#[derive(Clone, Debug)]
pub struct Docker {
    pub(super) engine: bollard::Docker,
    installation: String,
    /// The OCI runtime, for example `runsc`; the engine's own default if none.
    runtime: Option<String>,
}

impl Docker {
    /// Connects and agrees on a version. Fails at once if no engine answers.
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

    fn container(&self, name: &str) -> String {
        format!(
            "assay-{}-{name}",
            &self.installation[self.installation.len().min(24)..]
        )
    }

    /// The id of the image with this name, which changes whenever its content does.
    pub async fn image_id(&self, image: &str) -> Result<String, SandboxError> {
        match self.engine.inspect_image(image).await {
            Ok(found) => Ok(found.id.unwrap_or_else(|| image.to_owned())),
            Err(error) if status(&error) == Some(NOT_FOUND) => {
                Err(SandboxError::ImageMissing(image.to_owned()))
            }
            Err(cause) => Err(SandboxError::Refused {
                action: "look up an image",
                cause,
            }),
        }
    }

    /// Gives an image a name of its own, so that it stays when its usual name moves on and unnamed
    /// images are pruned.
    pub async fn keep_image(&self, id: &str) -> Result<(), SandboxError> {
        let tag: String = id.trim_start_matches("sha256:").chars().take(16).collect();
        let options = TagImageOptionsBuilder::default()
            .repo(KEPT_IMAGES)
            .tag(&tag)
            .build();
        let kept = self.engine.tag_image(id, Some(options)).await;
        kept.map_err(|cause| SandboxError::Refused {
            action: "name an image",
            cause,
        })
    }

    /// Creates and starts a sandbox; returns once the engine says that it runs.
    pub async fn start(&self, spec: &SandboxSpec) -> Result<(), SandboxError> {
        SandboxDirectory::at(spec.directory.clone()).prepare()?;
        self.create_and_start(
            &spec.name,
            &spec.purpose,
            &spec.image,
            walls::container(spec),
        )
        .await
    }

    /// By which every later program knows whose a container is, and what it is for.
    pub(super) fn labels(&self, purpose: &Purpose, name: &str) -> HashMap<String, String> {
        let labels = [
            (LABEL, purpose.as_str()),
            (LABEL_INSTALLATION, &self.installation),
            (LABEL_NAME, name),
        ];
        let labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned()));
        labels.into_iter().collect()
    }

    /// Creates and starts a container that is labelled as this installation's.
    pub(super) async fn create_and_start(
        &self,
        name: &str,
        purpose: &Purpose,
        image: &str,
        mut body: ContainerCreateBody,
    ) -> Result<(), SandboxError> {
        body.labels = Some(self.labels(purpose, name));
        if let Some(host_config) = &mut body.host_config {
            host_config.runtime.clone_from(&self.runtime);
            // The container's log, bounded.
            host_config.log_config = Some(HostConfigLogConfig {
                typ: Some("json-file".to_owned()),
                config: Some(HashMap::from([
                    ("max-size".to_owned(), "1m".to_owned()),
                    ("max-file".to_owned(), "1".to_owned()),
                ])),
            });
        }
        let container = self.container(name);
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
            // A container that never ran must not stay: its name would be taken at the next try.
            let _ = self.remove(name).await;
            return Err(SandboxError::Refused {
                action: "start a sandbox",
                cause,
            });
        }
        Ok(())
    }

    /// Starts a sandbox that exists and was stopped, for example by a restart of the engine.
    pub async fn restart(&self, name: &str) -> Result<(), SandboxError> {
        let started = self
            .engine
            .start_container(&self.container(name), None)
            .await;
        started.map_err(|cause| SandboxError::Refused {
            action: "restart a sandbox",
            cause,
        })
    }

    /// Freezes a sandbox: nothing in it runs any more.
    pub async fn pause(&self, name: &str) -> Result<(), SandboxError> {
        match self.engine.pause_container(&self.container(name)).await {
            Err(_) if self.is_frozen(name).await == Some(true) => Ok(()),
            paused => paused.map_err(|cause| SandboxError::Refused {
                action: "freeze a sandbox",
                cause,
            }),
        }
    }

    /// Lets a frozen sandbox continue. Nothing happens to one that is not frozen.
    pub async fn unpause(&self, name: &str) -> Result<(), SandboxError> {
        match self.engine.unpause_container(&self.container(name)).await {
            Err(_) if self.is_frozen(name).await == Some(false) => Ok(()),
            unpaused => unpaused.map_err(|cause| SandboxError::Refused {
                action: "let a sandbox go on",
                cause,
            }),
        }
    }

    /// Whether a sandbox is frozen; none if the engine does not say.
    pub async fn is_frozen(&self, name: &str) -> Option<bool> {
        let container = self.container(name);
        let inspected = self.engine.inspect_container(&container, None).await;
        inspected.ok()?.state?.paused
    }

    /// Kills and removes a sandbox. One that does not exist is fine.
    pub async fn remove(&self, name: &str) -> Result<(), SandboxError> {
        let options = RemoveContainerOptionsBuilder::default()
            .force(true)
            .v(true)
            .build();
        match self
            .engine
            .remove_container(&self.container(name), Some(options))
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

    /// Every sandbox of this installation, running or not.
    pub async fn list(&self) -> Result<Vec<FoundSandbox>, SandboxError> {
        let filter = format!("{LABEL_INSTALLATION}={}", self.installation);
        let filters = HashMap::from([("label", vec![filter.as_str()])]);
        let options = ListContainersOptionsBuilder::default()
            .all(true)
            .filters(&filters)
            .build();
        let containers = self.engine.list_containers(Some(options)).await;
        let containers = containers.map_err(|cause| SandboxError::Refused {
            action: "list sandboxes",
            cause,
        })?;
        Ok(containers.into_iter().filter_map(found).collect())
    }

    /// Why a sandbox does not run any more, as far as the engine knows.
    pub async fn why_ended(&self, name: &str) -> String {
        let container = self.container(name);
        let inspected = self.engine.inspect_container(&container, None).await;
        match inspected.map(|it| it.state.unwrap_or_default()) {
            Ok(state) if state.oom_killed == Some(true) => {
                "The sandbox ended: it was out of memory.".to_owned()
            }
            Ok(state) => {
                let status = state.exit_code.unwrap_or_default();
                let error = state.error.filter(|it| !it.is_empty());
                let error = error.map(|it| format!(" ({it})")).unwrap_or_default();
                format!("The sandbox ended with status {status}{error}.")
            }
            Err(error) if status(&error) == Some(NOT_FOUND) => {
                "The sandbox was removed from outside.".to_owned()
            }
            Err(_) => "The sandbox ended.".to_owned(),
        }
    }

    /// The last lines that a sandbox's agent logged, for error messages.
    pub async fn log_tail(&self, name: &str) -> String {
        use bollard::query_parameters::LogsOptionsBuilder;
        use futures_util::TryStreamExt as _;
        let options = LogsOptionsBuilder::default()
            .stdout(true)
            .stderr(true)
            .tail("20")
            .build();
        let lines = self.engine.logs(&self.container(name), Some(options));
        let lines: Vec<_> = lines.try_collect().await.unwrap_or_default();
        lines.iter().map(ToString::to_string).collect()
    }

    /// Memory that a sandbox uses, in bytes, without the page cache that can be dropped.
    pub async fn memory(&self, name: &str) -> Result<u64, SandboxError> {
        use bollard::query_parameters::StatsOptionsBuilder;
        use futures_util::StreamExt as _;
        let options = StatsOptionsBuilder::default()
            .stream(false)
            .one_shot(true)
            .build();
        let mut stats = self.engine.stats(&self.container(name), Some(options));
        let Some(stats) = stats.next().await else {
            return Err(SandboxError::Agent("the engine has no statistics".into()));
        };
        let stats = stats.map_err(|cause| SandboxError::Refused {
            action: "measure",
            cause,
        })?;
        let memory = stats.memory_stats.unwrap_or_default();
        let cache = memory
            .stats
            .and_then(|it| it.get("inactive_file").copied())
            .unwrap_or(0);
        Ok(memory.usage.unwrap_or(0).saturating_sub(cache))
    }

    /// The engine's name of a sandbox's container.
    pub fn container_name(&self, name: &str) -> String {
        self.container(name)
    }
}

fn found(container: ContainerSummary) -> Option<FoundSandbox> {
    let labels = container.labels?;
    Some(FoundSandbox {
        name: labels.get(LABEL_NAME)?.clone(),
        purpose: labels.get(LABEL)?.clone(),
        frozen: container.state == Some(ContainerSummaryStateEnum::PAUSED),
        running: matches!(
            container.state,
            Some(ContainerSummaryStateEnum::RUNNING | ContainerSummaryStateEnum::PAUSED)
        ),
    })
}

fn status(error: &Bollard) -> Option<u16> {
    match error {
        Bollard::DockerResponseServerError { status_code, .. } => Some(*status_code),
        _ => None,
    }
}
