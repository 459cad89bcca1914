//! The host's folder of a sandbox: `workspace`, `data` and `run`, each mounted into it.

use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};

use super::removal::{remove_apart, remove_tree};
use super::runtime::SandboxError;

/// The candidate's uid and gid in every sandbox.
pub const CANDIDATE: u32 = 1000;
/// The uid and gid of qdrant-embedded.
const QDRANT: u32 = 1001;
/// The longest path of a Unix socket on Linux, in bytes.
const SOCKET_PATH_LIMIT: usize = 107;

#[derive(Clone, Debug)]
pub struct SandboxDirectory(PathBuf);

impl SandboxDirectory {
    /// The folder need not exist.
    pub fn at(path: PathBuf) -> Self {
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Mounted at `/workspace`.
    pub fn workspace(&self) -> PathBuf {
        self.0.join("workspace")
    }

    /// Mounted at `/data`.
    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// Copies of the workspace's read-only paths, each mounted over its original. They are outside
    /// of the workspace, so that a candidate cannot influence what the host mounts.
    pub fn fixed(&self) -> PathBuf {
        self.0.join("fixed")
    }

    /// Mounted at `/run/assay`.
    pub fn run(&self) -> PathBuf {
        self.0.join("run")
    }

    /// Where the agent listens.
    pub fn agent_socket(&self) -> PathBuf {
        self.run().join("agent.sock")
    }

    /// Where the gateway listens.
    pub fn gateway_socket(&self) -> PathBuf {
        self.run().join("gateway.sock")
    }

    /// Creates what is missing. The folder itself is closed to other users of the host. `run`
    /// belongs to the service, so that a candidate cannot replace a socket. `state` is the name of
    /// the pipeline's folder in `data`.
    pub fn prepare(&self, state: &str) -> Result<(), SandboxError> {
        let length = self.gateway_socket().as_os_str().len();
        if length > SOCKET_PATH_LIMIT {
            let cause = std::io::Error::other(format!(
                "the data folder's path is too long for Unix sockets by {} bytes",
                length - SOCKET_PATH_LIMIT
            ));
            return Err(SandboxError::Folder {
                path: self.0.clone(),
                cause,
            });
        }
        make(&self.0, 0o711, None)?;
        make(&self.run(), 0o755, None)?;
        make(&self.workspace(), 0o755, Some(CANDIDATE))?;
        make(&self.data(), 0o755, None)?;
        make(&self.data().join(state), 0o755, Some(CANDIDATE))?;
        make(&self.data().join("qdrant"), 0o755, Some(QDRANT))
    }

    /// Removes everything, which may take long: call it on a thread that may block. A missing
    /// folder is not an error.
    pub fn remove(&self) -> Result<(), SandboxError> {
        self.removed(remove_tree(&self.0))
    }

    /// Like [`Self::remove`], on a thread of its own.
    pub async fn remove_apart(&self) -> Result<(), SandboxError> {
        self.removed(remove_apart(self.0.clone()).await)
    }

    fn removed(&self, done: std::io::Result<()>) -> Result<(), SandboxError> {
        done.map_err(|cause| SandboxError::Folder {
            path: self.0.clone(),
            cause,
        })
    }
}

fn make(path: &Path, mode: u32, owner: Option<u32>) -> Result<(), SandboxError> {
    let done = std::fs::create_dir_all(path)
        .and_then(|()| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)))
        .and_then(|()| owner.map_or(Ok(()), |id| chown(path, Some(id), Some(id))));
    done.map_err(|cause| SandboxError::Folder {
        path: path.to_owned(),
        cause,
    })
}
