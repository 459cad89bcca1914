//! The schema of a payload index.

use qdrant_edge::{PayloadFieldSchema, PayloadSchemaParams, PayloadSchemaType};
use serde_json::Value;

use super::{Members, parse};
use crate::error::{ApiError, ApiResult};

/// A type's name, or an object with a type and its parameters.
pub fn field_schema(value: Value) -> ApiResult<PayloadFieldSchema> {
    if value.is_string() {
        return Ok(PayloadFieldSchema::FieldType(parse("field_schema", value)?));
    }
    let mut members = Members::of("field_schema", value.clone())?;
    let kind: PayloadSchemaType = members.need("type")?;
    for known in parameters_of(kind) {
        members.take_value(known);
    }
    members.finish()?;
    let params: PayloadSchemaParams = parse("field_schema", value)?;
    if params_kind(&params) != kind {
        // The engine's parser tries the types in turn and may accept another one.
        return Err(ApiError::Invalid(
            "field_schema: parameters do not fit the type".to_owned(),
        ));
    }
    Ok(PayloadFieldSchema::FieldParams(params))
}

fn parameters_of(kind: PayloadSchemaType) -> &'static [&'static str] {
    match kind {
        PayloadSchemaType::Keyword | PayloadSchemaType::Uuid => {
            &["is_tenant", "on_disk", "enable_hnsw"]
        }
        PayloadSchemaType::Integer => {
            &["lookup", "range", "is_principal", "on_disk", "enable_hnsw"]
        }
        PayloadSchemaType::Float | PayloadSchemaType::Datetime => {
            &["is_principal", "on_disk", "enable_hnsw"]
        }
        PayloadSchemaType::Geo | PayloadSchemaType::Bool => &["on_disk", "enable_hnsw"],
        PayloadSchemaType::Text => &[
            "tokenizer",
            "min_token_len",
            "max_token_len",
            "lowercase",
            "ascii_folding",
            "phrase_matching",
            "stopwords",
            "on_disk",
            "stemmer",
            "enable_hnsw",
        ],
    }
}

fn params_kind(params: &PayloadSchemaParams) -> PayloadSchemaType {
    match params {
        PayloadSchemaParams::Keyword(_) => PayloadSchemaType::Keyword,
        PayloadSchemaParams::Integer(_) => PayloadSchemaType::Integer,
        PayloadSchemaParams::Float(_) => PayloadSchemaType::Float,
        PayloadSchemaParams::Geo(_) => PayloadSchemaType::Geo,
        PayloadSchemaParams::Text(_) => PayloadSchemaType::Text,
        PayloadSchemaParams::Bool(_) => PayloadSchemaType::Bool,
        PayloadSchemaParams::Datetime(_) => PayloadSchemaType::Datetime,
        PayloadSchemaParams::Uuid(_) => PayloadSchemaType::Uuid,
    }
}
