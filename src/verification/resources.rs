//! What verification sandboxes are made with.

use std::path::PathBuf;
use std::sync::Arc;

use crate::gateway::{Embedder, GatewayConfig};
use crate::sandbox::DockerSource;

#[derive(Clone)]
pub struct Resources {
    pub docker: DockerSource,
    pub embedder: Arc<Embedder>,
    /// Their gateways get this configuration, with changes that checks need.
    pub gateway_config: GatewayConfig,
    /// The folder `v` in it contains their folders.
    pub data_dir: PathBuf,
}

impl Resources {
    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.data_dir.join("v").join(name)
    }
}
