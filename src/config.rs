//! What the service is told at its start, and whether it fits together.

mod connections;
mod review;

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::domain::scoring_policy::ScoringPolicy;
use crate::routes::access::{OriginError, Origins, TrustedProxies};
use crate::scenario::Library;
use crate::serving::ConnectionLimits;

pub use connections::ConnectionArgs;
pub use review::{ReviewArgs, Switch};

/// Where the database and everything of running sessions is.
#[derive(Clone, Debug, clap::Args)]
pub struct DataDir {
    /// The folder of the database, and of running sessions' workspaces and sockets.
    #[arg(
        long = "data-dir",
        env = "ASSAY_DATA_DIR",
        default_value = ".assay",
        value_name = "DIR"
    )]
    pub path: PathBuf,
}

impl DataDir {
    /// The database's file.
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
    /// The folder of base pipelines and their domains.
    #[arg(
        long,
        env = "ASSAY_PIPELINES",
        default_value = "sandbox-images/pipelines",
        value_name = "DIR"
    )]
    pub pipelines: PathBuf,
}

impl LibraryDirs {
    /// The library in these folders, which must be there.
    pub fn open(&self) -> Result<Library, ConfigError> {
        Ok(Library {
            scenarios: folder("--scenarios", &self.scenarios)?,
            pipelines: folder("--pipelines", &self.pipelines)?,
        })
    }
}

/// Options of the service. Each has an environment variable, too.
#[derive(Clone, Debug, clap::Args)]
pub struct ServeArgs {
    /// Where data is.
    #[command(flatten)]
    pub data: DataDir,
    /// Where scenarios are.
    #[command(flatten)]
    pub library: LibraryDirs,
    /// The address to listen on; port 0 takes a free one.
    #[arg(
        long,
        env = "ASSAY_LISTEN",
        default_value = "127.0.0.1:7420",
        value_name = "ADDRESS"
    )]
    pub listen: SocketAddr,
    /// The address at which people reach the service: scheme, host, port. It is in invitations;
    /// with https, cookies are for https only. Unless given, it is `http://` and the address
    /// listened on.
    #[arg(long, env = "ASSAY_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Who may connect, and how often.
    #[command(flatten)]
    pub connections: ConnectionArgs,
    /// The folder of embedding models. Unless given, `models` in $`ASSAY_CACHE` or ~/.cache/assay.
    #[arg(long, env = "ASSAY_MODELS", value_name = "DIR")]
    pub models: Option<PathBuf>,
    /// The OCI runtime for sandboxes, as the Docker Engine knows it, for example `runsc`; the
    /// engine's own default unless given.
    #[arg(long, env = "ASSAY_DOCKER_RUNTIME", value_name = "NAME")]
    pub docker_runtime: Option<String>,
    /// Sandboxes kept started and frozen for candidates who have agreed and not started yet, so
    /// that their start takes no time; each holds memory for half an hour at most.
    #[arg(
        long,
        env = "ASSAY_WARM_SANDBOXES",
        default_value_t = 4,
        value_name = "N"
    )]
    pub warm_sandboxes: usize,
    /// A TOML file that configures the gateway: limits, budget, models, a provider upstream.
    #[arg(long, env = "ASSAY_GATEWAY_CONFIG", value_name = "FILE")]
    pub gateway_config: Option<PathBuf>,
    /// How reviews become a score.
    #[command(flatten)]
    pub review: ReviewArgs,
}

/// Options that fit together.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where data is; the folder exists.
    pub data: DataDir,
    /// Scenarios and pipelines; the folders exist.
    pub library: Library,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Where people reach the service; none if that follows from the port that is bound.
    pub origins: Option<Origins>,
    /// How many connections at once.
    pub connections: ConnectionLimits,
    /// The reverse proxies before the service.
    pub trusted_proxies: TrustedProxies,
    /// The folder of embedding models; it may be absent until a model is fetched.
    pub models: PathBuf,
    /// The OCI runtime, if not the engine's default.
    pub docker_runtime: Option<String>,
    /// Sandboxes kept warm at most.
    pub warm_sandboxes: usize,
    /// The gateway's file, which exists.
    pub gateway_config: Option<PathBuf>,
    /// The rules of scoring.
    pub policy: ScoringPolicy,
}

/// Why the service cannot start with these options.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A folder is missing.
    #[error("{option}: {} is not a folder", path.display())]
    NoFolder {
        /// The option that names it.
        option: &'static str,
        /// The path.
        path: PathBuf,
    },
    /// A file is missing.
    #[error("{option}: {} is not a file", path.display())]
    NoFile {
        /// The option that names it.
        option: &'static str,
        /// The path.
        path: PathBuf,
    },
    /// The data folder cannot be made.
    #[error("--data-dir: {} cannot be made: {error}", path.display())]
    DataDir {
        /// The path.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The public URL is none.
    #[error("--public-url: {0}")]
    PublicUrl(#[from] OriginError),
    /// Links would point nowhere.
    #[error(
        "--listen {0} is every address of this machine, so links need --public-url: the address \
         at which people reach it"
    )]
    NoPublicUrl(SocketAddr),
    /// An empty name.
    #[error("--docker-runtime is empty: leave it out for the engine's default")]
    EmptyRuntime,
    /// There is no home directory to keep models in.
    #[error("--models is needed: neither ASSAY_CACHE nor HOME is set")]
    NoModels,
}

impl Config {
    /// Checks the options against each other and the file system; makes the data folder.
    pub fn load(args: ServeArgs) -> Result<Self, ConfigError> {
        let origins = args
            .public_url
            .as_deref()
            .map(Origins::of_url)
            .transpose()?;
        if origins.is_none() && args.listen.ip().is_unspecified() {
            return Err(ConfigError::NoPublicUrl(args.listen));
        }
        if args
            .docker_runtime
            .as_deref()
            .is_some_and(|name| name.trim().is_empty())
        {
            return Err(ConfigError::EmptyRuntime);
        }
        if let Some(path) = args.gateway_config.as_ref().filter(|path| !path.is_file()) {
            return Err(ConfigError::NoFile {
                option: "--gateway-config",
                path: path.clone(),
            });
        }
        let library = args.library.open()?;
        let models = args
            .models
            .or_else(default_models)
            .ok_or(ConfigError::NoModels)?;
        let path = absolute(&args.data.path);
        std::fs::create_dir_all(&path).map_err(|error| ConfigError::DataDir {
            path: path.clone(),
            error,
        })?;
        // Other users of this machine have no business with candidates' work.
        let owner_only = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(&path, owner_only).map_err(|error| ConfigError::DataDir {
            path: path.clone(),
            error,
        })?;
        Ok(Self {
            data: DataDir { path },
            library,
            listen: args.listen,
            origins,
            connections: args.connections.limits(),
            trusted_proxies: args.connections.proxies(),
            models,
            docker_runtime: args.docker_runtime,
            warm_sandboxes: args.warm_sandboxes,
            gateway_config: args.gateway_config,
            policy: args.review.policy(),
        })
    }

    /// Where people reach the service once it listens on `bound`.
    pub fn origins(&self, bound: SocketAddr) -> Result<Origins, ConfigError> {
        match &self.origins {
            Some(origins) => Ok(origins.clone()),
            None => Ok(Origins::of_url(&format!("http://{bound}"))?),
        }
    }
}

fn default_models() -> Option<PathBuf> {
    Some(cache_folder()?.join("models"))
}

/// What can be made again is kept here: $`ASSAY_CACHE`, or ~/.cache/assay.
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

/// The Docker Engine needs absolute paths, and a service may change its folder.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        serve: ServeArgs,
    }

    fn load(extra: &[&str]) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().to_str().unwrap();
        let mut line = vec![
            "assay",
            "--data-dir",
            here,
            "--scenarios",
            here,
            "--pipelines",
            here,
        ];
        line.extend(extra);
        Config::load(Line::try_parse_from(line).unwrap().serve)
    }

    #[test]
    fn links_follow_from_the_address_unless_that_is_everywhere() {
        let config = load(&["--listen", "127.0.0.1:0"]).unwrap();
        let origins = config.origins("127.0.0.1:4711".parse().unwrap()).unwrap();
        assert_eq!(origins.link("/c/t"), "http://127.0.0.1:4711/c/t");
        assert!(matches!(
            load(&["--listen", "0.0.0.0:7420"]),
            Err(ConfigError::NoPublicUrl(_))
        ));
        let everywhere = [
            "--listen",
            "0.0.0.0:7420",
            "--public-url",
            "https://assay.example.com",
        ];
        assert!(load(&everywhere).unwrap().origins.unwrap().secure());
    }

    #[test]
    fn reviewers_are_blind_unless_said_otherwise() {
        assert_eq!(load(&[]).unwrap().policy, ScoringPolicy::default());
        assert!(!load(&["--blind", "off"]).unwrap().policy.blind);
        let strict = load(&["--levels-apart", "0", "--points-apart", "5"]).unwrap();
        assert_eq!(
            (strict.policy.reviews.levels, strict.policy.reviews.points),
            (0, 5)
        );
    }

    #[test]
    fn errors_name_the_option() {
        let of = |extra: &[&str]| load(extra).unwrap_err().to_string();
        assert!(of(&["--public-url", "assay.example.com"]).starts_with("--public-url: "));
        assert!(of(&["--gateway-config", "/nowhere.toml"]).starts_with("--gateway-config: "));
        assert!(of(&["--docker-runtime", ""]).starts_with("--docker-runtime "));
    }
}
