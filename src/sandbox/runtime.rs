//! What a sandbox is to the rest of the service, whatever engine runs it.

use std::path::PathBuf;

use super::limits::Limits;

/// What a sandbox is for. This decides what happens to one that is found after a crash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A candidate's session. Adopted if the session still runs.
    Session,
    /// Running checks. Never adopted, always removed.
    Verification,
    /// Running an author's program. Never adopted, always removed.
    Judge,
}

impl Purpose {
    /// The value of the container's label.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Verification => "verification",
            Self::Judge => "judge",
        }
    }
}

/// Everything that distinguishes one sandbox from another.
#[derive(Clone, Debug)]
pub struct SandboxSpec {
    /// Unique within the installation: lower-case letters, digits and `-`.
    pub name: String,
    pub purpose: Purpose,
    pub image: String,
    /// The host's folder with its workspace, data and sockets.
    pub directory: PathBuf,
    pub limits: Limits,
    /// The container's host name.
    pub host: String,
    /// The name of the pipeline's state folder, below `/data`.
    pub state: String,
    /// Paths of the workspace that cannot be changed in the sandbox. The folder's [`fixed`] holds
    /// them.
    ///
    /// [`fixed`]: super::directory::SandboxDirectory::fixed
    pub read_only: Vec<String>,
}

/// A sandbox that exists already.
#[derive(Clone, Debug)]
pub struct FoundSandbox {
    /// The name in its specification.
    pub name: String,
    /// Its purpose, according to the label.
    pub purpose: String,
    /// Whether its processes run. True for frozen ones too.
    pub running: bool,
    pub frozen: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error(
        "no Docker Engine answers at {endpoint}; start it (on Debian: apt-get install docker.io && dockerd) or set DOCKER_HOST"
    )]
    EngineUnavailable {
        /// The address that was tried.
        endpoint: String,
        #[source]
        cause: bollard::errors::Error,
    },
    #[error("the image {0} does not exist; build it with `make images`")]
    ImageMissing(String),
    #[error("the Docker Engine refused to {action}: {cause}")]
    Refused {
        /// What was requested.
        action: &'static str,
        #[source]
        cause: bollard::errors::Error,
    },
    /// A folder of the sandbox could not be read or changed.
    #[error("{path}: {cause}")]
    Folder {
        path: PathBuf,
        cause: std::io::Error,
    },
    /// The agent does not answer, or it ended.
    #[error("the sandbox's agent: {0}")]
    Agent(String),
}
