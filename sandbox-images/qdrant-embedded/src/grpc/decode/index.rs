//! Index schemas, by way of the JSON form.

use qdrant_client::qdrant::payload_index_params::IndexParams;
use qdrant_client::qdrant::stemming_algorithm::StemmingParams;
use qdrant_client::qdrant::{self, FieldType, TokenizerType};
use qdrant_edge::PayloadFieldSchema;
use serde_json::{Value, json};

use crate::error::{ApiError, ApiResult};
use crate::json;

/// The schema of a new index, from its type and its parameters.
pub fn field_schema(
    kind: Option<i32>,
    params: Option<qdrant::PayloadIndexParams>,
) -> ApiResult<PayloadFieldSchema> {
    let kind = kind.map(type_name).transpose()?;
    let schema = match params.and_then(|params| params.index_params) {
        Some(params) => params_json(params)?,
        None => json!(kind.ok_or_else(|| ApiError::Invalid("field_type is missing".to_owned()))?),
    };
    if schema
        .get("type")
        .is_some_and(|found| kind.is_some_and(|kind| found != kind))
    {
        return Err(ApiError::Invalid(
            "field_index_params do not fit field_type".to_owned(),
        ));
    }
    json::index::field_schema(schema)
}

fn type_name(kind: i32) -> ApiResult<&'static str> {
    Ok(match FieldType::try_from(kind) {
        Ok(FieldType::Keyword) => "keyword",
        Ok(FieldType::Integer) => "integer",
        Ok(FieldType::Float) => "float",
        Ok(FieldType::Geo) => "geo",
        Ok(FieldType::Text) => "text",
        Ok(FieldType::Bool) => "bool",
        Ok(FieldType::Datetime) => "datetime",
        Ok(FieldType::Uuid) => "uuid",
        Err(_) => return Err(ApiError::Unsupported(format!("field_type {kind}"))),
    })
}

#[expect(
    deprecated,
    reason = "`on_disk` is still what clients send and what the engine knows"
)]
fn params_json(params: IndexParams) -> ApiResult<Value> {
    Ok(match params {
        IndexParams::KeywordIndexParams(p) => json!({
            "type": "keyword", "is_tenant": p.is_tenant, "on_disk": p.on_disk,
            "enable_hnsw": p.enable_hnsw, "prefix": p.prefix.map(|_| true), "memory": p.memory,
            "nested": p.nested,
        }),
        IndexParams::IntegerIndexParams(p) => json!({
            "type": "integer", "lookup": p.lookup, "range": p.range,
            "is_principal": p.is_principal, "on_disk": p.on_disk, "enable_hnsw": p.enable_hnsw,
            "memory": p.memory, "nested": p.nested,
        }),
        IndexParams::FloatIndexParams(p) => json!({
            "type": "float", "is_principal": p.is_principal, "on_disk": p.on_disk,
            "enable_hnsw": p.enable_hnsw, "memory": p.memory, "nested": p.nested,
        }),
        IndexParams::GeoIndexParams(p) => json!({
            "type": "geo", "on_disk": p.on_disk, "enable_hnsw": p.enable_hnsw,
            "memory": p.memory, "nested": p.nested,
        }),
        IndexParams::TextIndexParams(p) => text_json(p)?,
        IndexParams::BoolIndexParams(p) => json!({
            "type": "bool", "on_disk": p.on_disk, "enable_hnsw": p.enable_hnsw,
            "memory": p.memory, "nested": p.nested,
        }),
        IndexParams::DatetimeIndexParams(p) => json!({
            "type": "datetime", "is_principal": p.is_principal, "on_disk": p.on_disk,
            "enable_hnsw": p.enable_hnsw, "memory": p.memory, "nested": p.nested,
        }),
        IndexParams::UuidIndexParams(p) => json!({
            "type": "uuid", "is_tenant": p.is_tenant, "on_disk": p.on_disk,
            "enable_hnsw": p.enable_hnsw, "memory": p.memory, "nested": p.nested,
        }),
    })
}

#[expect(
    deprecated,
    reason = "`on_disk` is still what clients send and what the engine knows"
)]
fn text_json(params: qdrant::TextIndexParams) -> ApiResult<Value> {
    let tokenizer = match TokenizerType::try_from(params.tokenizer) {
        Ok(TokenizerType::Unknown) => None,
        Ok(TokenizerType::Prefix) => Some("prefix"),
        Ok(TokenizerType::Whitespace) => Some("whitespace"),
        Ok(TokenizerType::Word) => Some("word"),
        Ok(TokenizerType::Multilingual) => Some("multilingual"),
        Ok(TokenizerType::Code) | Err(_) => {
            return Err(ApiError::Unsupported(format!(
                "tokenizer {}",
                params.tokenizer
            )));
        }
    };
    let stemmer = match params.stemmer.and_then(|stemmer| stemmer.stemming_params) {
        None => None,
        Some(StemmingParams::Snowball(snowball)) => {
            Some(json!({ "type": "snowball", "language": snowball.language.to_lowercase() }))
        }
        Some(StemmingParams::Disabled(_)) => {
            return Err(ApiError::Unsupported("stemmer disabled".to_owned()));
        }
    };
    let stopwords = params.stopwords.map(|set| {
        let languages: Vec<_> = set
            .languages
            .iter()
            .map(|name| name.to_lowercase())
            .collect();
        json!({ "languages": languages, "custom": set.custom })
    });
    let mut json = json!({
        "type": "text", "lowercase": params.lowercase, "min_token_len": params.min_token_len,
        "max_token_len": params.max_token_len, "on_disk": params.on_disk,
        "stopwords": stopwords, "phrase_matching": params.phrase_matching, "stemmer": stemmer,
        "ascii_folding": params.ascii_folding, "enable_hnsw": params.enable_hnsw,
        "memory": params.memory, "scoring": params.scoring.map(|_| true),
        "nested": params.nested,
    });
    if let Some(tokenizer) = tokenizer {
        json["tokenizer"] = json!(tokenizer);
    }
    Ok(json)
}
