//! Embeddings in OpenAI's form.

use base64::Engine;
use serde_json::{Map, Value, json};

use super::calls::Usage;
use super::embedding_cache::Vector;
use super::error::ApiError;
use super::exchange::{Draft, Whole};
use super::minilm::{DIMENSIONS, MODEL_NAME};
use super::server::Gateway;
use super::wire::{model, object};

/// Texts in a request, at most.
const MAX_INPUTS: usize = 2_048;

/// How vectors are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Float,
    Base64,
}

/// Answers an embedding request.
pub(super) async fn answer(gateway: &Gateway, draft: &mut Draft) -> Result<Whole, ApiError> {
    let raw = object(&draft.call.request)?;
    let model = model(&raw)?;
    draft.call.requested_model = Some(model.clone());
    if model != MODEL_NAME {
        return Err(ApiError::unknown_model(&model));
    }
    let encoding = encoding(&raw)?;
    let inputs = inputs(&raw)?;
    if raw
        .get("dimensions")
        .is_some_and(|wanted| wanted.as_u64() != Some(DIMENSIONS as u64))
    {
        let message = format!("`{MODEL_NAME}` has {DIMENSIONS} dimensions and no others.");
        return Err(ApiError::unsupported("dimensions", message));
    }
    gateway.ledger.admit()?;
    let embedded = gateway.embedder.embed(inputs).await.map_err(|error| {
        tracing::error!(%error, "embedding failed");
        ApiError::internal("The embedding model failed.")
    })?;
    let usage = Usage {
        prompt_tokens: embedded.pieces,
        ..Usage::default()
    };
    draft.call.cost_micro_eur = gateway.ledger.charge(usage, gateway.config.embedding_price);
    draft.call.usage = usage;
    draft.call.served_model = Some(MODEL_NAME.to_owned());
    Ok(Whole::ok(written(&embedded.vectors, encoding, usage)))
}

fn encoding(raw: &Map<String, Value>) -> Result<Encoding, ApiError> {
    match raw.get("encoding_format").map(Value::as_str) {
        None | Some(Some("float")) => Ok(Encoding::Float),
        Some(Some("base64")) => Ok(Encoding::Base64),
        Some(_) => {
            let message = "`encoding_format` must be `float` or `base64`.";
            Err(ApiError::invalid("encoding_format", message))
        }
    }
}

fn inputs(raw: &Map<String, Value>) -> Result<Vec<String>, ApiError> {
    let inputs = match raw.get("input") {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => items.iter().map(text).collect::<Result<_, _>>()?,
        _ => {
            let message = "`input` must be a string or an array of strings.";
            return Err(ApiError::invalid("input", message));
        }
    };
    if inputs.is_empty() || inputs.len() > MAX_INPUTS {
        let message = format!("`input` must have between 1 and {MAX_INPUTS} texts.");
        return Err(ApiError::invalid("input", message));
    }
    Ok(inputs)
}

fn text(item: &Value) -> Result<String, ApiError> {
    match item {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Array(_) => {
            let message = "`input` as token arrays is not supported; send text.";
            Err(ApiError::unsupported("input", message))
        }
        _ => Err(ApiError::invalid(
            "input",
            "`input` must hold strings only.",
        )),
    }
}

fn written(vectors: &[Vector], encoding: Encoding, usage: Usage) -> String {
    let data: Vec<Value> = vectors
        .iter()
        .enumerate()
        .map(|(index, vector)| {
            let embedding = match encoding {
                Encoding::Float => json!(&vector[..]),
                Encoding::Base64 => json!(packed(vector)),
            };
            json!({"object": "embedding", "index": index, "embedding": embedding})
        })
        .collect();
    let tokens = usage.prompt_tokens;
    json!({
        "object": "list",
        "data": data,
        "model": MODEL_NAME,
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    })
    .to_string()
}

/// Little-endian `f32`s, as OpenAI's clients expect.
fn packed(vector: &[f32]) -> String {
    let bytes: Vec<u8> = vector
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
