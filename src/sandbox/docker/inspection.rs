//! What the engine knows of sandboxes.

use std::collections::HashMap;

use bollard::query_parameters::{
    ListContainersOptionsBuilder, LogsOptionsBuilder, StatsOptionsBuilder,
};
use futures_util::{StreamExt as _, TryStreamExt as _};

use super::Docker;
use super::errors::{NOT_FOUND, status};
use super::labels::{found, of_installation};
use crate::runtime::{FoundSandbox, SandboxError};

impl Docker {
    /// Every sandbox of this installation, running or not.
    pub async fn list(&self) -> Result<Vec<FoundSandbox>, SandboxError> {
        let filter = of_installation(&self.installation);
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

    /// Why a sandbox no longer runs, as far as the engine knows.
    pub async fn why_ended(&self, name: &str) -> String {
        let container = self.container_name(name);
        let inspected = self.engine.inspect_container(&container, None).await;
        match inspected.map(|it| it.state.unwrap_or_default()) {
            Ok(state) if state.oom_killed == Some(true) => {
                "The sandbox ended: it ran out of memory.".to_owned()
            }
            Ok(state) => {
                let status = state.exit_code.unwrap_or_default();
                let error = state.error.filter(|it| !it.is_empty());
                let error = error.map(|it| format!(" ({it})")).unwrap_or_default();
                format!("The sandbox ended with status {status}{error}.")
            }
            Err(error) if status(&error) == Some(NOT_FOUND) => {
                "Something other than this service removed the sandbox.".to_owned()
            }
            Err(_) => "The sandbox ended.".to_owned(),
        }
    }

    /// The last 20 lines that a sandbox's agent logged, for error messages.
    pub async fn log_tail(&self, name: &str) -> String {
        let options = LogsOptionsBuilder::default()
            .stdout(true)
            .stderr(true)
            .tail("20")
            .build();
        let lines = self.engine.logs(&self.container_name(name), Some(options));
        let lines: Vec<_> = lines.try_collect().await.unwrap_or_default();
        lines.iter().map(ToString::to_string).collect()
    }

    /// The memory that a sandbox uses, in bytes, without page cache that can be dropped.
    pub async fn memory(&self, name: &str) -> Result<u64, SandboxError> {
        let options = StatsOptionsBuilder::default()
            .stream(false)
            .one_shot(true)
            .build();
        let mut stats = self.engine.stats(&self.container_name(name), Some(options));
        let Some(stats) = stats.next().await else {
            return Err(SandboxError::Agent("the engine has no statistics".into()));
        };
        let stats = stats.map_err(|cause| SandboxError::Refused {
            action: "measure a sandbox's memory",
            cause,
        })?;
        let memory = stats.memory_stats.unwrap_or_default();
        let cache = memory
            .stats
            .and_then(|it| it.get("inactive_file").copied())
            .unwrap_or(0);
        Ok(memory.usage.unwrap_or(0).saturating_sub(cache))
    }
}
