//! What a sandbox is to the rest of the service, whatever engine runs it.

use std::path::PathBuf;

use super::limits::Limits;

/// What a sandbox is for. It decides what may be done with one that is found after a crash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A candidate's session: adopted if the session still runs.
    Session,
    /// Running checks: never adopted, always removed.
    Verification,
    /// Running an author's program: likewise.
    Judge,
}

impl Purpose {
    /// The word on the container's label.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Verification => "verification",
            Self::Judge => "judge",
        }
    }
}

/// Everything that makes one sandbox differ from another.
#[derive(Clone, Debug)]
pub struct SandboxSpec {
    /// Unique within the installation: lower-case letters, digits and `-`.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The image.
    pub image: String,
    /// The host's folder with its workspace, data and sockets.
    pub directory: PathBuf,
    /// What it may use.
    pub limits: Limits,
    /// Paths of the workspace that cannot be changed in it. The folder's [`fixed`] holds them.
    ///
    /// [`fixed`]: super::directory::SandboxDirectory::fixed
    pub read_only: Vec<String>,
}

/// A sandbox that exists already.
#[derive(Clone, Debug)]
pub struct FoundSandbox {
    /// The name in its specification.
    pub name: String,
    /// What it is for, as labelled.
    pub purpose: String,
    /// Whether its processes run (frozen ones do).
    pub running: bool,
    /// Whether they are frozen.
    pub frozen: bool,
}

/// A sandbox could not be made, reached or removed.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The engine does not answer.
    #[error(
        "no Docker Engine answers at {endpoint}; start it (on Debian: apt-get install docker.io && dockerd) or set DOCKER_HOST"
    )]
    EngineUnavailable {
        /// Where it was looked for.
        endpoint: String,
        /// What the client said.
        #[source]
        cause: bollard::errors::Error,
    },
    /// The image is not there.
    #[error("the image {0} does not exist; build it with `make images`")]
    ImageMissing(String),
    /// The engine refused.
    #[error("the Docker Engine refused to {action}: {cause}")]
    Refused {
        /// What was asked.
        action: &'static str,
        /// What it said.
        #[source]
        cause: bollard::errors::Error,
    },
    /// A folder of the sandbox.
    #[error("{path}: {cause}")]
    Folder {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The agent does not answer or ended.
    #[error("the sandbox's agent: {0}")]
    Agent(String),
}
