//! A provider's model: any OpenAI-compatible API.
//!
//! Requests go through as they came, except for the model's name and a request to report the usage.
//! There are no retries here: retrying is the pipeline's decision, and a hidden retry would falsify
//! its traces. What the provider does wrong becomes an error that says so.

mod answer;
mod fault;
mod idle;
mod stream;

use std::sync::Arc;

use axum::http::header;
use reqwest::redirect;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::answer::Answer;
use super::calls::ErrorClass;
use super::config::{Timeouts, UpstreamConfig, millis};
use super::error::ApiError;
use super::wire::ChatRequest;
use idle::{Idle, timed_out};

#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    #[error("the provider's API key is missing: environment variable {0} is not set")]
    MissingKey(String),
    #[error("the provider's client cannot be built: {0}")]
    Client(String),
}

/// One model at the provider.
pub(super) struct Upstream {
    provider: Arc<Provider>,
    model: String,
}

struct Provider {
    client: reqwest::Client,
    url: String,
    key: Option<Secret>,
    timeouts: Timeouts,
}

/// Never shown: it implements neither `Debug` nor `Display`.
struct Secret(String);

impl Upstream {
    /// In the configuration's order.
    pub fn of_each(config: &UpstreamConfig) -> Result<Vec<Self>, UpstreamError> {
        let provider = Arc::new(Provider::new(config)?);
        let upstream = |name: &String| Self {
            provider: Arc::clone(&provider),
            model: name.clone(),
        };
        let models = config.models.iter();
        Ok(models
            .map(|m| upstream(m.upstream_name.as_ref().unwrap_or(&m.name)))
            .collect())
    }

    pub async fn answer(&self, request: &ChatRequest) -> Result<Answer, ApiError> {
        let deadline = Instant::now() + millis(self.provider.timeouts.total_ms);
        let response = self.provider.send(self.body(request)).await?;
        let idle = Idle {
            limit: millis(self.provider.timeouts.idle_ms),
            deadline,
        };
        if !response.status().is_success() {
            return answer::failed(response, idle).await.map(Answer::Whole);
        }
        if request.stream && is_event_stream(&response) {
            return Ok(Answer::Stream(stream::events(
                response,
                idle,
                request.include_usage,
            )));
        }
        answer::whole(response, idle).await.map(Answer::Whole)
    }

    fn body(&self, request: &ChatRequest) -> Vec<u8> {
        let mut body = request.raw.clone();
        body.insert("model".to_owned(), Value::from(self.model.as_str()));
        if request.stream {
            body.insert("stream_options".to_owned(), json!({"include_usage": true}));
        }
        Value::Object(body).to_string().into_bytes()
    }
}

impl Provider {
    fn new(config: &UpstreamConfig) -> Result<Self, UpstreamError> {
        // Fails if a cryptography provider is already installed, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(millis(config.timeouts.connect_ms))
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| UpstreamError::Client(error.to_string()))?;
        let key = config
            .api_key_env
            .as_ref()
            .map(|name| match std::env::var(name) {
                Ok(key) => Ok(Secret(key)),
                Err(_) => Err(UpstreamError::MissingKey(name.clone())),
            });
        Ok(Self {
            client,
            url: format!("{}/chat/completions", config.base_url.trim_end_matches('/')),
            key: key.transpose()?,
            timeouts: config.timeouts.clone(),
        })
    }

    async fn send(&self, body: Vec<u8>) -> Result<reqwest::Response, ApiError> {
        let mut request = self
            .client
            .post(&self.url)
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(Secret(key)) = &self.key {
            request = request.bearer_auth(key);
        }
        let patience = millis(self.timeouts.first_byte_ms);
        match tokio::time::timeout(patience, request.body(body).send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(unreachable_provider(&error)),
            Err(_) => Err(timed_out("begin its answer", patience)),
        }
    }
}

fn is_event_stream(response: &reqwest::Response) -> bool {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/event-stream"))
}

/// Does not mention the provider's address, which the sandbox need not know.
fn unreachable_provider(error: &reqwest::Error) -> ApiError {
    tracing::warn!(error = %error.to_string(), "the provider cannot be reached");
    let (class, message) = if error.is_timeout() {
        (
            ErrorClass::UpstreamTimeout,
            "The model provider could not be connected to in time.",
        )
    } else {
        (
            ErrorClass::UpstreamUnreachable,
            "The model provider could not be reached.",
        )
    };
    ApiError::upstream(class, message)
}
