//! What verification sandboxes are made with.

use std::path::PathBuf;
use std::sync::Arc;

use crate::gateway::{Embedder, GatewayConfig};
use crate::sandbox::DockerSource;

/// The same for all verification sandboxes of an installation.
#[derive(Clone)]
pub struct Resources {
    pub docker: DockerSource,
    /// Embeds for their gateways.
    pub embedder: Arc<Embedder>,
    /// Their gateways get this configuration, except for what checks need otherwise.
    pub gateway_config: GatewayConfig,
    /// Their folders are in its folder `v`.
    pub data_dir: PathBuf,
}

impl Resources {
    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.data_dir.join("v").join(name)
    }
}
