//! Texts to vectors, in order.
//!
//! The provider answers a batch in any order and labels each vector with the index of its input;
//! batches run concurrently. Both orders are restored here, and a batch that returns anything but
//! one vector for each input is refused, because a shifted vector looks like any other.

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};

use crate::chunk::word_pieces;
use crate::gateway::{EmbeddingsRequest, EmbeddingsResponse, Gateway, GatewayError};

/// `[embed]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbedConfig {
    /// The model. Changing it makes every stored vector useless: `halden ingest --full`.
    pub model: String,
    /// The length of its vectors.
    pub dimensions: usize,
    /// The most inputs in one request.
    pub batch: usize,
    /// The most requests at once.
    pub concurrency: usize,
}

/// Why texts could not be embedded.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// The request failed.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// Vectors from another model would be compared with ours as if they were alike.
    #[error("asked for the embedding model `{asked}`, but `{served}` answered")]
    WrongModel {
        /// What we asked for.
        asked: String,
        /// What answered.
        served: String,
    },
    /// Not one usable vector for each input.
    #[error("the embeddings do not match their inputs: {0}")]
    Mismatch(String),
}

/// The embedding stage.
#[derive(Debug)]
pub struct Embedder<'a> {
    gateway: &'a Gateway,
    config: &'a EmbedConfig,
}

/// The vectors of some texts and what they cost.
#[derive(Debug)]
pub struct Embedded {
    /// A vector for each text, in the order of the texts.
    pub vectors: Vec<Vec<f32>>,
    /// The requests that were made.
    pub requests: usize,
}

impl<'a> Embedder<'a> {
    /// An embedder that uses this gateway.
    pub fn new(gateway: &'a Gateway, config: &'a EmbedConfig) -> Self {
        Self { gateway, config }
    }

    /// Embeds any number of texts.
    pub async fn embed(&self, texts: &[String]) -> Result<Embedded, EmbedError> {
        let batches: Vec<&[String]> = texts.chunks(self.config.batch.max(1)).collect();
        let requests = batches.len();
        // `buffered`, not `buffer_unordered`: results come in the order of the batches.
        let vectors: Vec<Vec<Vec<f32>>> = stream::iter(batches)
            .map(|batch| self.batch(batch))
            .buffered(self.config.concurrency.max(1))
            .try_collect()
            .await?;
        Ok(Embedded { vectors: vectors.concat(), requests })
    }

    /// Embeds a question.
    pub async fn embed_one(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        let mut embedded = self.embed(&[text.to_owned()]).await?;
        embedded.vectors.pop().ok_or_else(|| EmbedError::Mismatch("no vector".into()))
    }

    async fn batch(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let request =
            EmbeddingsRequest { model: &self.config.model, input: texts, encoding_format: "float" };
        let response = self.gateway.embeddings(&request).await?;
        if response.model != self.config.model {
            let asked = self.config.model.clone();
            return Err(EmbedError::WrongModel { asked, served: response.model });
        }
        let estimate: usize = texts.iter().map(|text| word_pieces(text)).sum();
        if response.usage.prompt_tokens > estimate {
            let counted = response.usage.prompt_tokens;
            tracing::warn!(estimate, counted, "texts are longer than we think: tails may be lost");
        }
        in_order(response, texts.len(), self.config.dimensions)
    }
}

fn in_order(
    response: EmbeddingsResponse,
    inputs: usize,
    dimensions: usize,
) -> Result<Vec<Vec<f32>>, EmbedError> {
    let mismatch = |problem: String| Err(EmbedError::Mismatch(problem));
    if response.data.len() != inputs {
        return mismatch(format!("{} vectors for {inputs} inputs", response.data.len()));
    }
    let mut slots: Vec<Option<Vec<f32>>> = vec![None; inputs];
    for item in response.data {
        if item.embedding.len() != dimensions {
            return mismatch(format!("{} dimensions, not {dimensions}", item.embedding.len()));
        }
        match slots.get_mut(item.index) {
            Some(slot @ None) => *slot = Some(item.embedding),
            _ => return mismatch(format!("index {} is out of range or repeated", item.index)),
        }
    }
    // As many vectors as slots and none repeated: every slot is filled.
    Ok(slots.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn response(data: &[(usize, &[f32])]) -> EmbeddingsResponse {
        let data: Vec<_> = data.iter().map(|(i, v)| json!({"index": i, "embedding": v})).collect();
        let answer = json!({"data": data, "model": "m", "usage": {"prompt_tokens": 1}});
        serde_json::from_value(answer).unwrap()
    }

    #[test]
    fn vectors_are_put_where_their_index_says() {
        let shuffled = response(&[(1, &[1.0]), (0, &[0.0])]);
        assert_eq!(in_order(shuffled, 2, 1).unwrap(), [[0.0], [1.0]]);
    }

    #[test]
    fn anything_but_one_vector_for_each_input_is_refused() {
        assert!(in_order(response(&[(0, &[0.0])]), 2, 1).is_err(), "short");
        assert!(in_order(response(&[(0, &[0.0]), (0, &[1.0])]), 2, 1).is_err(), "repeated");
        assert!(in_order(response(&[(0, &[0.0]), (2, &[1.0])]), 2, 1).is_err(), "out of range");
        assert!(in_order(response(&[(0, &[0.0, 1.0])]), 1, 1).is_err(), "dimensions");
    }
}
