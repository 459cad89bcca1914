//! `POST /embeddings`.

use serde::{Deserialize, Serialize};
use tracing::Instrument;
use tracing::field::Empty;

use super::{Gateway, GatewayError};

/// A batch of texts to embed.
#[derive(Debug, Serialize)]
pub struct EmbeddingsRequest<'a> {
    /// The model.
    pub model: &'a str,
    /// The texts.
    pub input: &'a [String],
    /// Always `float`: the other format is for those who count bytes.
    pub encoding_format: &'static str,
}

/// The provider's answer.
#[derive(Debug, Deserialize)]
pub struct EmbeddingsResponse {
    /// The vectors, in any order.
    pub data: Vec<Embedding>,
    /// The model that served the request.
    pub model: String,
    /// What it costs.
    pub usage: Usage,
}

/// One vector.
#[derive(Debug, Deserialize)]
pub struct Embedding {
    /// Which input it belongs to.
    pub index: usize,
    /// The vector.
    pub embedding: Vec<f32>,
}

/// The tokens that were read.
#[derive(Debug, Deserialize)]
pub struct Usage {
    /// The tokens of all inputs together.
    pub prompt_tokens: usize,
}

impl Gateway {
    /// Embeds a batch.
    pub async fn embeddings(
        &self,
        request: &EmbeddingsRequest<'_>,
    ) -> Result<EmbeddingsResponse, GatewayError> {
        let span = tracing::info_span!(
            "embeddings",
            otel.name = format!("embeddings {}", request.model),
            otel.kind = "client",
            otel.status_code = Empty,
            gen_ai.operation.name = "embeddings",
            gen_ai.provider.name = "openai",
            gen_ai.request.model = request.model,
            gen_ai.response.model = Empty,
            gen_ai.usage.input_tokens = Empty,
            halden.embeddings.inputs = request.input.len(),
        );
        let answer: Result<EmbeddingsResponse, _> =
            self.post("embeddings", request).instrument(span.clone()).await;
        match &answer {
            Ok(response) => {
                span.record("gen_ai.response.model", &response.model);
                span.record("gen_ai.usage.input_tokens", response.usage.prompt_tokens);
            }
            Err(_) => {
                span.record("otel.status_code", "ERROR");
            }
        }
        answer
    }
}
