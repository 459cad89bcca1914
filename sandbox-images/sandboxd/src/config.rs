//! `/etc/assay/services.toml`: what an image wants to have run.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

/// The whole file. An unknown key is an error that names it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Commands that run once as the candidate, in order; the service can connect when all but
    /// those in the background have ended.
    pub prepare: Vec<Prepare>,
    /// Processes that are kept alive, started in this order and stopped in the reverse one.
    pub service: Vec<Service>,
    /// TCP ports that lead to Unix sockets.
    pub forward: Vec<Forward>,
}

/// A command that runs once, as the candidate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepare {
    /// For the log.
    pub name: String,
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Whether the sandbox continues at once, without waiting for it.
    #[serde(default)]
    pub background: bool,
    /// Milliseconds before it begins, if it is in the background: what people wait for is first.
    #[serde(default)]
    pub delay_ms: u64,
}

/// A process that is kept alive.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// For the log and the service.
    pub name: String,
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Its user; never root's, never the candidate's.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
    /// Its whole environment, but for `PATH`.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Its working directory.
    #[serde(default = "root")]
    pub directory: PathBuf,
    /// What happens when it ends.
    #[serde(default)]
    pub restart: Restart,
}

/// What happens when a service ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    /// It is started again, after a growing delay.
    #[default]
    Always,
    /// It stays ended.
    Never,
}

/// A TCP port that leads to a Unix socket.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forward {
    /// For the log and for the error a client gets.
    pub name: String,
    /// Where it listens.
    pub listen: SocketAddr,
    /// The socket's name in the folder shared with the service.
    pub socket: PathBuf,
}

fn root() -> PathBuf {
    PathBuf::from("/")
}

impl Config {
    /// Reads `services.toml`; an image without one has no services.
    pub fn load(etc_dir: &Path) -> anyhow::Result<Self> {
        let path = etc_dir.join("services.toml");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(error).with_context(|| format!("reading {}", path.display())),
        };
        toml::from_str(&text).with_context(|| format!("reading {}", path.display()))
    }
}
