//! What one session's gateway may do: its models, prices, limits and budget.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Every field has a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GatewayConfig {
    pub limits: Limits,
    pub budget: Budget,
    pub embedding_price: Price,
    /// An empty list turns the simulated models off.
    pub simulated: Vec<SimulatedConfig>,
    /// Serves the models that are not simulated.
    pub upstream: Option<UpstreamConfig>,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            budget: Budget::default(),
            embedding_price: Price {
                input_micro_eur_per_1k: 20,
                output_micro_eur_per_1k: 0,
            },
            simulated: vec![SimulatedConfig::small(), SimulatedConfig::large()],
            upstream: None,
        }
    }
}

/// Bounds on what a sandbox may send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a chat request.
    pub chat_body: usize,
    /// Bytes of an embedding request.
    pub embeddings_body: usize,
    /// Bytes of a telemetry export.
    pub traces_body: usize,
    /// Bytes of large bodies in memory at once; further bodies wait, unread.
    pub bodies_under_way: usize,
    /// Requests in progress at once; further requests are answered 429.
    pub concurrency: usize,
    /// Sustained rate; faster requests wait. A large body counts as several requests.
    pub requests_per_second: u32,
    /// Open connections; further connections wait to be accepted.
    pub connections: usize,
    /// Milliseconds in which a request's head must arrive.
    pub head_timeout_ms: u64,
    /// Milliseconds in which a request's body must arrive.
    pub body_timeout_ms: u64,
    /// Milliseconds for which a client may leave a stream's next piece unread.
    pub client_stall_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            chat_body: 2 << 20,
            embeddings_body: 4 << 20,
            traces_body: 4 << 20,
            bodies_under_way: 16 << 20,
            concurrency: 16,
            requests_per_second: 100,
            connections: 64,
            head_timeout_ms: 10_000,
            body_timeout_ms: 30_000,
            client_stall_ms: 60_000,
        }
    }
}

/// What a session may spend. `None` means unlimited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// Tokens read and written, embeddings included.
    pub max_tokens: Option<u64>,
    /// In millionths of a euro.
    pub max_micro_eur: Option<u64>,
}

/// What a thousand tokens cost, in millionths of a euro.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    pub input_micro_eur_per_1k: u64,
    pub output_micro_eur_per_1k: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimulatedConfig {
    /// The name by which requests ask for the model.
    pub name: String,
    /// Tokens of prompt and answer together.
    pub context_window: u64,
    pub price: Price,
    /// Milliseconds before the first token.
    pub base_latency_ms: u64,
    /// Microseconds for each token written.
    pub per_token_us: u64,
}

impl SimulatedConfig {
    /// `simulated-reader-1`: cheap, with a small window.
    pub fn small() -> Self {
        Self {
            name: "simulated-reader-1".to_owned(),
            context_window: 8_192,
            price: Price {
                input_micro_eur_per_1k: 150,
                output_micro_eur_per_1k: 600,
            },
            base_latency_ms: 20,
            per_token_us: 500,
        }
    }

    /// `simulated-reader-1-large`: the same reader with a larger window, at a higher price.
    pub fn large() -> Self {
        Self {
            name: "simulated-reader-1-large".to_owned(),
            context_window: 32_768,
            price: Price {
                input_micro_eur_per_1k: 2_500,
                output_micro_eur_per_1k: 10_000,
            },
            base_latency_ms: 40,
            per_token_us: 1_000,
        }
    }
}

/// An OpenAI-compatible provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpstreamConfig {
    /// Where the provider's API begins, including `/v1`.
    pub base_url: String,
    /// The service's environment variable that holds the API key; never the key itself.
    #[serde(default)]
    pub api_key_env: Option<String>,
    /// The models that the session may use.
    pub models: Vec<UpstreamModel>,
    #[serde(default)]
    pub timeouts: Timeouts,
}

/// A provider's model as the session sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpstreamModel {
    /// The name that the pipeline asks for.
    pub name: String,
    /// The provider's name for the model; the same as `name` when absent.
    #[serde(default)]
    pub upstream_name: Option<String>,
    #[serde(default)]
    pub price: Price,
}

/// How long to wait for a provider, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timeouts {
    pub connect_ms: u64,
    /// Until the head of the answer arrives.
    pub first_byte_ms: u64,
    /// Between two pieces of the answer.
    pub idle_ms: u64,
    /// For the whole exchange.
    pub total_ms: u64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect_ms: 5_000,
            first_byte_ms: 60_000,
            idle_ms: 30_000,
            total_ms: 300_000,
        }
    }
}

pub(super) fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}
