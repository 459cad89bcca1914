//! Embeddings in OpenAI's form.

mod input;

use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use base64::Engine;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::answer::Whole;
use super::calls::Usage;
use super::draft::Draft;
use super::embedding_cache::Vector;
use super::error::ApiError;
use super::minilm::{DIMENSIONS, MODEL_NAME};
use super::state::Gateway;
use super::wire::model_named;
use crate::background;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Float,
    Base64,
}

/// The fields that matter, still unread: each is read within its own bounds. `null` counts as
/// absent.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow)]
    model: Option<&'a RawValue>,
    input: Option<&'a RawValue>,
    encoding_format: Option<&'a RawValue>,
    dimensions: Option<&'a RawValue>,
}

pub(super) async fn answer(gateway: &Gateway, draft: &mut Draft) -> Result<Whole, ApiError> {
    let request = draft.call.request.clone();
    let reading = background::if_large(request.len(), move || asked(&request));
    let (model, inputs) = reading.await.map_err(|error| {
        tracing::error!(%error, "reading a request for embeddings panicked");
        ApiError::internal("The request could not be read.")
    })??;
    draft.call.requested_model = Some(model);
    let (inputs, encoding) = inputs?;
    gateway.ledger.admit()?;
    let read = AtomicU64::new(0);
    let embedded = tokio::select! {
        embedded = gateway.seat.embed(inputs, &read) => embedded,
        () = draft.gone.cancelled() => {
            // What was computed is charged, whether or not anybody receives it.
            settle(gateway, draft, read.load(Ordering::Relaxed));
            return Err(ApiError::client_gone());
        }
    };
    let embedded = embedded?;
    let usage = settle(gateway, draft, embedded.pieces);
    // Two thousand vectors are ten megabytes of numbers: too much to write on the runtime's
    // threads.
    let body = background::spawn(move || written(&embedded.vectors, encoding, usage));
    let body = body.await.ok().flatten();
    Ok(Whole::ok(body.ok_or_else(|| {
        ApiError::internal("The vectors could not be written.")
    })?))
}

/// The requested model and texts; the model is known even if the rest is refused.
type Asked = (String, Result<(Vec<String>, Encoding), ApiError>);

fn asked(request: &[u8]) -> Result<Asked, ApiError> {
    let fields: Fields = serde_json::from_slice(request).map_err(|error| {
        ApiError::invalid(
            "",
            format!("The request body is not a JSON object: {error}."),
        )
    })?;
    let model = model_named(fields.model.and_then(string).as_deref())?;
    let wanted = wanted(&model, &fields);
    Ok((model, wanted))
}

fn wanted(model: &str, fields: &Fields) -> Result<(Vec<String>, Encoding), ApiError> {
    if model != MODEL_NAME {
        return Err(ApiError::unknown_model(model));
    }
    let dimensions = fields.dimensions.map(RawValue::get);
    if !dimensions.is_none_or(|wanted| wanted.parse() == Ok(DIMENSIONS)) {
        let message = format!("`{MODEL_NAME}` has {DIMENSIONS} dimensions and no others.");
        return Err(ApiError::unsupported("dimensions", message));
    }
    let inputs = input::texts(fields.input.map_or("null", RawValue::get))?;
    Ok((inputs, encoding(fields.encoding_format)?))
}

fn string(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

fn encoding(raw: Option<&RawValue>) -> Result<Encoding, ApiError> {
    match raw.map(string) {
        None => Ok(Encoding::Float),
        Some(Some(name)) if name == "float" => Ok(Encoding::Float),
        Some(Some(name)) if name == "base64" => Ok(Encoding::Base64),
        Some(_) => {
            let message = "`encoding_format` must be `float` or `base64`.";
            Err(ApiError::invalid("encoding_format", message))
        }
    }
}

fn settle(gateway: &Gateway, draft: &mut Draft, pieces: u64) -> Usage {
    let usage = Usage {
        prompt_tokens: pieces,
        ..Usage::default()
    };
    draft.call.cost_micro_eur = gateway.ledger.charge(usage, gateway.config.embedding_price);
    draft.call.usage = usage;
    draft.call.served_model = Some(MODEL_NAME.to_owned());
    usage
}

#[derive(Serialize)]
struct Listed<'a> {
    object: &'static str,
    data: Vec<Row<'a>>,
    model: &'static str,
    usage: Counted,
}

#[derive(Serialize)]
struct Row<'a> {
    object: &'static str,
    index: usize,
    embedding: Numbers<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Numbers<'a> {
    Float(&'a [f32]),
    Base64(String),
}

#[derive(Serialize)]
struct Counted {
    prompt_tokens: u64,
    total_tokens: u64,
}

fn written(vectors: &[Vector], encoding: Encoding, usage: Usage) -> Option<Bytes> {
    let rows = vectors.iter().enumerate();
    let listed = Listed {
        object: "list",
        data: rows.map(|(at, vector)| row(at, vector, encoding)).collect(),
        model: MODEL_NAME,
        usage: Counted {
            prompt_tokens: usage.prompt_tokens,
            total_tokens: usage.prompt_tokens,
        },
    };
    serde_json::to_vec(&listed).ok().map(Bytes::from)
}

fn row(index: usize, vector: &Vector, encoding: Encoding) -> Row<'_> {
    Row {
        object: "embedding",
        index,
        embedding: match encoding {
            Encoding::Float => Numbers::Float(vector),
            Encoding::Base64 => Numbers::Base64(packed(vector)),
        },
    }
}

/// Little-endian `f32`s, as OpenAI's clients expect.
fn packed(vector: &[f32]) -> String {
    let bytes: Vec<u8> = vector
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
