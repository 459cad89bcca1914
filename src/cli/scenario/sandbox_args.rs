//! Options of commands that make sandboxes.

use crate::config::cache_folder;
use crate::gateway::minilm;
use crate::verification::Means;

/// What sandboxes are made with.
#[derive(Clone, Debug, clap::Args)]
pub struct SandboxArgs {
    /// The folder of embedding models. The default is `models` in $`ASSAY_CACHE` or ~/.cache/assay.
    #[arg(long, env = "ASSAY_MODELS", value_name = "DIR")]
    models: Option<std::path::PathBuf>,
    /// The OCI runtime for sandboxes. The default is the engine's own.
    #[arg(long, env = "ASSAY_DOCKER_RUNTIME", value_name = "NAME")]
    docker_runtime: Option<String>,
}

impl SandboxArgs {
    /// The model is in its usual folder unless another one is given.
    pub fn means(self) -> Means {
        let model = self
            .models
            .map_or_else(minilm::default_directory, |models| {
                models.join(minilm::MODEL_NAME)
            });
        Means {
            model,
            runtime: self.docker_runtime,
            embeddings: cache_folder().map(|it| it.join("matrix/embeddings.sqlite3")),
        }
    }
}
