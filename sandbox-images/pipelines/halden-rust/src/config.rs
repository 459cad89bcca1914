//! `halden.toml`, and the few things that the environment decides. An unknown key is an error.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::chunk::ChunkConfig;
use crate::embed::EmbedConfig;
use crate::gateway::RetryConfig;
use crate::generate::ChatConfig;
use crate::pack::PackConfig;
use crate::rerank::RerankConfig;
use crate::retrieve::RetrieveConfig;

/// Everything that `halden.toml` sets.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// How documents are cut.
    pub chunk: ChunkConfig,
    /// The embedding model and its limits.
    pub embed: EmbedConfig,
    /// How many candidates each leg gives, and how they are fused.
    pub retrieve: RetrieveConfig,
    /// The weights of the reranker's features.
    pub rerank: RerankConfig,
    /// What fits into the prompt.
    pub pack: PackConfig,
    /// The chat model.
    pub chat: ChatConfig,
    /// The one place where retries are decided.
    pub retry: RetryConfig,
    /// Whether repeated questions are answered from the cache.
    pub cache: CacheConfig,
    /// The model that judges answers.
    pub judge: ChatConfig,
    /// How a running worker follows its prompt.
    pub prompts: PromptsConfig,
}

/// `[prompts]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromptsConfig {
    /// How long a worker goes on with what a label meant when it last asked.
    pub refresh_seconds: u64,
}

/// `[cache]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CacheConfig {
    /// Off while developing: the key cannot see a change of our own source.
    pub enabled: bool,
}

impl Config {
    /// Reads the configuration file.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("in {}", path.display()))
    }
}

/// Where things are: set by the machine, not by the repository.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Base URL of the OpenAI-compatible API.
    pub openai_base_url: String,
    /// Its key.
    pub openai_api_key: Option<String>,
    /// gRPC address of Qdrant.
    pub qdrant_url: String,
    /// Directory of the lexical index, the manifest and the answer cache.
    pub state: PathBuf,
    /// Directory of the prompt registry.
    pub prompts: PathBuf,
}

impl Environment {
    /// Reads the process's environment; the defaults are those of a developer's machine.
    pub fn from_process() -> Self {
        let variable = |name: &str, default: &str| {
            std::env::var(name).ok().filter(|v| !v.is_empty()).unwrap_or_else(|| default.to_owned())
        };
        Self {
            openai_base_url: variable("OPENAI_BASE_URL", "http://localhost:8080/v1"),
            openai_api_key: std::env::var("OPENAI_API_KEY").ok().filter(|key| !key.is_empty()),
            qdrant_url: variable("QDRANT_URL", "http://localhost:6334"),
            state: variable("HALDEN_STATE", "state").into(),
            prompts: variable("HALDEN_PROMPTS", "prompts").into(),
        }
    }
}
