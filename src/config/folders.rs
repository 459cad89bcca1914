//! The folders of data, scenarios, pipelines and caches.

use std::path::{Path, PathBuf};

use super::error::ConfigError;
use crate::pipeline::Pipelines;
use crate::scenario::Library;

/// Where the database and the data of running sessions are.
#[derive(Clone, Debug, clap::Args)]
pub struct DataDir {
    /// The folder of the database and of running sessions' workspaces and sockets.
    #[arg(
        long = "data-dir",
        env = "ASSAY_DATA_DIR",
        default_value = ".assay",
        value_name = "DIR"
    )]
    pub path: PathBuf,
}

impl DataDir {
    pub fn database(&self) -> PathBuf {
        self.path.join("assay.sqlite3")
    }
}

/// Where scenarios and base pipelines are.
#[derive(Clone, Debug, clap::Args)]
pub struct LibraryDirs {
    /// The folder of scenarios, each a folder with a `scenario.toml`.
    #[arg(
        long,
        env = "ASSAY_SCENARIOS",
        default_value = "scenarios",
        value_name = "DIR"
    )]
    pub scenarios: PathBuf,
    #[command(flatten)]
    pub pipelines: PipelineDirs,
}

/// Where base pipelines are.
#[derive(Clone, Debug, clap::Args)]
pub struct PipelineDirs {
    /// The folders of base pipelines and their domains, separated by colons, or each with an option
    /// of its own.
    #[arg(
        long,
        env = "ASSAY_PIPELINES",
        default_value = "sandbox-images/pipelines",
        value_delimiter = ':',
        value_name = "DIR"
    )]
    pub pipelines: Vec<PathBuf>,
}

impl LibraryDirs {
    /// Fails if one of the folders does not exist.
    pub fn open(&self) -> Result<Library, ConfigError> {
        Ok(Library {
            scenarios: folder("--scenarios", &self.scenarios)?,
            pipelines: self.pipelines.open()?,
        })
    }
}

impl PipelineDirs {
    /// Fails if one of the folders does not exist.
    pub fn open(&self) -> Result<Pipelines, ConfigError> {
        let folders = self.pipelines.iter();
        let folders: Result<Vec<_>, _> = folders.map(|it| folder("--pipelines", it)).collect();
        Ok(Pipelines::new(folders?))
    }
}

/// The folder for things that can be created again: $`ASSAY_CACHE`, or ~/.cache/assay.
pub fn cache_folder() -> Option<PathBuf> {
    let set = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    set("ASSAY_CACHE").or_else(|| Some(set("HOME")?.join(".cache/assay")))
}

fn folder(option: &'static str, path: &Path) -> Result<PathBuf, ConfigError> {
    if path.is_dir() {
        Ok(absolute(path))
    } else {
        Err(ConfigError::NoFolder {
            option,
            path: path.to_owned(),
        })
    }
}

/// The Docker Engine needs absolute paths, and a service may change its working folder.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
