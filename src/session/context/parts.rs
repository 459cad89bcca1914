//! What sessions are made of.

use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::ids::SessionId;
use crate::gateway::{Embedder, GatewayConfig};
use crate::sandbox::DockerSource;
use crate::sandbox::directory::SandboxDirectory;
use crate::store::Store;
use crate::trace::signing::InstallationKey;
use crate::verification::Resources;

/// The same for all sessions of an installation.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The engine, asked anew if it was not there.
    pub docker: DockerSource,
    /// Embeds for all sessions.
    pub embedder: Arc<Embedder>,
    /// Every session's gateway.
    pub gateway_config: GatewayConfig,
    /// Where sandboxes' folders and prepared workspaces are.
    pub data_dir: PathBuf,
    /// Signs the ends of traces.
    pub key: InstallationKey,
}

impl Parts {
    /// The folder of a session's sandbox.
    pub fn sandbox_directory(&self, session: SessionId) -> SandboxDirectory {
        SandboxDirectory::at(self.data_dir.join("s").join(sandbox_name(session)))
    }

    /// What the sandboxes of checks are made with: the same engine, model and folder.
    pub(in crate::session) fn for_verification(&self) -> Resources {
        Resources {
            docker: self.docker.clone(),
            embedder: Arc::clone(&self.embedder),
            gateway_config: self.gateway_config.clone(),
            data_dir: self.data_dir.clone(),
        }
    }
}

/// The name of a session's sandbox.
pub fn sandbox_name(session: SessionId) -> String {
    session.to_string().replace('-', "")
}
