//! The service's options, and whether they fit together.

mod connections;
mod error;
mod folders;
mod review;

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use crate::domain::scoring_policy::ScoringPolicy;
use crate::routes::access::{Origins, TrustedProxies};
use crate::scenario::Library;
use crate::serving::ConnectionLimits;

pub use connections::ConnectionArgs;
pub use error::ConfigError;
pub use folders::{DataDir, LibraryDirs, PipelineDirs, cache_folder};
pub use review::{ReviewArgs, Switch};

use folders::absolute;

/// Options of the service. Each also has an environment variable.
#[derive(Clone, Debug, clap::Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub data: DataDir,
    #[command(flatten)]
    pub library: LibraryDirs,
    /// The address to listen on; port 0 takes any free port.
    #[arg(
        long,
        env = "ASSAY_LISTEN",
        default_value = "127.0.0.1:7420",
        value_name = "ADDRESS"
    )]
    pub listen: SocketAddr,
    /// The address at which people reach the service: scheme, host, port. Invitations contain it,
    /// and if it begins with https, cookies are sent over https only. Default: `http://` and the
    /// address that the service listens on.
    #[arg(long, env = "ASSAY_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    #[command(flatten)]
    pub connections: ConnectionArgs,
    /// The folder of embedding models. Default: `models` in $`ASSAY_CACHE` or ~/.cache/assay.
    #[arg(long, env = "ASSAY_MODELS", value_name = "DIR")]
    pub models: Option<PathBuf>,
    /// The OCI runtime for sandboxes by its name in the Docker Engine, for example `runsc`.
    /// Default: the engine's own default.
    #[arg(long, env = "ASSAY_DOCKER_RUNTIME", value_name = "NAME")]
    pub docker_runtime: Option<String>,
    /// How many sandboxes are kept started and frozen for candidates who have agreed but not yet
    /// started, so that their start takes no time. Each holds memory for at most half an hour.
    #[arg(
        long,
        env = "ASSAY_WARM_SANDBOXES",
        default_value_t = 4,
        value_name = "N"
    )]
    pub warm_sandboxes: usize,
    /// A TOML file that configures the gateway: limits, budget, models, an upstream provider.
    #[arg(long, env = "ASSAY_GATEWAY_CONFIG", value_name = "FILE")]
    pub gateway_config: Option<PathBuf>,
    #[command(flatten)]
    pub review: ReviewArgs,
}

/// Options that were checked against each other.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder exists.
    pub data: DataDir,
    /// The folders exist.
    pub library: Library,
    pub listen: SocketAddr,
    /// Where people reach the service; `None` if that follows from the port that is bound.
    pub origins: Option<Origins>,
    pub connections: ConnectionLimits,
    pub trusted_proxies: TrustedProxies,
    /// The folder of embedding models; it may be missing until a model is downloaded.
    pub models: PathBuf,
    /// `None` means the engine's default.
    pub docker_runtime: Option<String>,
    /// How many sandboxes are kept warm, at most.
    pub warm_sandboxes: usize,
    /// The file exists.
    pub gateway_config: Option<PathBuf>,
    pub policy: ScoringPolicy,
}

impl Config {
    /// Checks the options against each other and against the file system. Creates the data folder.
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
        // Other users of this machine must not see candidates' work.
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
