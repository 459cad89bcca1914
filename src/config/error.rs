//! Why the service cannot start with its options.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::routes::access::OriginError;

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{option}: {} is not a folder", path.display())]
    NoFolder {
        /// The option that names the folder.
        option: &'static str,
        path: PathBuf,
    },
    #[error("{option}: {} is not a file", path.display())]
    NoFile {
        /// The option that names the file.
        option: &'static str,
        path: PathBuf,
    },
    #[error("--data-dir: {} cannot be created: {error}", path.display())]
    DataDir {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("--public-url: {0}")]
    PublicUrl(#[from] OriginError),
    /// Links in invitations would lead nowhere.
    #[error(
        "--listen {0} is every address of this machine, so links need --public-url: the address \
         at which people reach it"
    )]
    NoPublicUrl(SocketAddr),
    #[error("--docker-runtime is empty: leave it out for the engine's default")]
    EmptyRuntime,
    /// Without a home directory, there is no default folder for models.
    #[error("--models is needed: neither ASSAY_CACHE nor HOME is set")]
    NoModels,
}
