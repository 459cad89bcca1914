//! What the sessions of an installation are made with.

use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::ids::SessionId;
use crate::gateway::{Embedder, GatewayConfig};
use crate::sandbox::DockerSource;
use crate::sandbox::directory::SandboxDirectory;
use crate::store::Store;
use crate::trace::signing::InstallationKey;
use crate::verification::Resources;

pub struct Parts {
    pub store: Store,
    /// Looks for the engine again if none was found.
    pub docker: DockerSource,
    pub embedder: Arc<Embedder>,
    /// Each session's gateway gets this configuration.
    pub gateway_config: GatewayConfig,
    /// Contains the folders of sandboxes and prepared workspaces.
    pub data_dir: PathBuf,
    /// Signs the ends of traces.
    pub key: InstallationKey,
}

impl Parts {
    pub fn sandbox_directory(&self, session: SessionId) -> SandboxDirectory {
        SandboxDirectory::at(self.data_dir.join("s").join(sandbox_name(session)))
    }

    /// Resources for the sandboxes of checks: the same engine, model and folder.
    pub(in crate::session) fn for_verification(&self) -> Resources {
        Resources {
            docker: self.docker.clone(),
            embedder: Arc::clone(&self.embedder),
            gateway_config: self.gateway_config.clone(),
            data_dir: self.data_dir.clone(),
        }
    }
}

/// The name within the installation.
pub fn sandbox_name(session: SessionId) -> String {
    session.to_string().replace('-', "")
}
