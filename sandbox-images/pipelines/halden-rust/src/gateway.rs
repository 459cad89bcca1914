//! The OpenAI-compatible API that serves embeddings and chat.

mod chat;
mod embeddings;
mod retry;

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use chat::{ChatRequest, ChatResponse, Message, Usage};
pub use embeddings::{EmbeddingsRequest, EmbeddingsResponse};
pub use retry::{Retries, RetryConfig};

use crate::config::Environment;

/// A connection to the provider. Retries happen here and nowhere above.
#[derive(Debug)]
pub struct Gateway {
    http: reqwest::Client,
    base_url: String,
    key: Option<String>,
    retries: Retries,
}

/// Why a request to the provider failed.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// No answer: connection refused, broken or timed out.
    #[error("no answer from the provider")]
    Transport(#[from] reqwest::Error),
    /// An answer that says no.
    #[error("the provider answered {status}: {body}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// What it said.
        body: String,
        /// How long it asked us to wait.
        retry_after: Option<Duration>,
    },
    /// An answer that is not what the API promises.
    #[error("the provider's answer is not usable: {0}")]
    Malformed(String),
}

impl GatewayError {
    /// Whether the same request may succeed a moment later. A request that was sent and not
    /// answered in time may have been paid for, so a timeout is not repeated.
    fn is_transient(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_connect(),
            Self::Status { status: 429, body, .. } => !body.contains("insufficient_quota"),
            Self::Status { status, .. } => (500..=599).contains(status),
            Self::Malformed(_) => false,
        }
    }
}

impl Gateway {
    /// A client for the environment's provider.
    pub fn new(environment: &Environment, retry: &RetryConfig) -> Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(retry.timeout_seconds))
            .build()?;
        Ok(Self {
            http,
            base_url: environment.openai_base_url.trim_end_matches('/').to_owned(),
            key: environment.openai_api_key.clone(),
            retries: Retries::new(retry.clone()),
        })
    }

    async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<A, GatewayError> {
        self.retries.run(|| self.post_once(path, body)).await
    }

    async fn post_once<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<A, GatewayError> {
        let mut request = self.http.post(format!("{}/{path}", self.base_url)).json(body);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        let response = request.send().await?;
        let status = response.status();
        if !status.is_success() {
            let retry_after = retry_after(&response);
            let body = response.text().await.unwrap_or_default();
            return Err(GatewayError::Status { status: status.as_u16(), body, retry_after });
        }
        let bytes = response.bytes().await?;
        serde_json::from_slice(&bytes).map_err(|error| GatewayError::Malformed(error.to_string()))
    }
}

fn retry_after(response: &reqwest::Response) -> Option<Duration> {
    let seconds = response.headers().get("retry-after")?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}
