//! `/etc/assay/services.toml`: what an image wants to have run.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

/// The whole file. An unknown key is an error that names the key.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Commands that run once as the candidate, in order. The service can connect when all of them
    /// have exited, except those in the background.
    pub prepare: Vec<Prepare>,
    /// Processes that are kept running. They start in this order and stop in the reverse order.
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
    /// Whether the sandbox continues without waiting for it.
    #[serde(default)]
    pub background: bool,
    /// The delay before it starts, in milliseconds, if it runs in the background. What people wait
    /// for comes first.
    #[serde(default)]
    pub delay_ms: u64,
}

/// A process that is kept running.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// For the log and the service.
    pub name: String,
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Its user. Never root, never the candidate.
    pub uid: u32,
    pub gid: u32,
    /// Its whole environment, apart from `PATH`.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Its working directory.
    #[serde(default = "root")]
    pub directory: PathBuf,
    /// What happens when it exits.
    #[serde(default)]
    pub restart: Restart,
}

/// What happens when a service exits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    /// It is started again after a growing delay.
    #[default]
    Always,
    /// It is not started again.
    Never,
}

/// A TCP port that leads to a Unix socket.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forward {
    /// For the log and for the error that a client gets.
    pub name: String,
    /// Where it listens.
    pub listen: SocketAddr,
    /// The socket's name in the folder that is shared with the service.
    pub socket: PathBuf,
}

fn root() -> PathBuf {
    PathBuf::from("/")
}

impl Config {
    /// Reads `services.toml`. An image without this file has no services.
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
