//! Turns the JSON forms of Qdrant's REST API into the engine's types.
//!
//! One rule keeps the server honest: a member that no code takes is refused by name. The gRPC side
//! builds the same JSON for filters, search parameters, index schemas and collection parameters, so
//! one place decides what is supported.

pub mod change;
pub mod collection;
pub mod filter;
pub mod formula;
pub mod index;
pub mod points;
pub mod query;
pub mod ranking;
pub mod settings;
pub mod vector;

use qdrant_edge::{JsonPath, SearchParams};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::{ApiError, ApiResult};

/// A JSON object whose members are taken one by one. What is left at the end is refused.
#[derive(Debug)]
pub struct Members {
    path: String,
    members: Map<String, Value>,
}

impl Members {
    /// `path` is what errors call the object.
    pub fn of(path: &str, value: Value) -> ApiResult<Self> {
        match value {
            Value::Object(members) => Ok(Self {
                path: path.to_owned(),
                members,
            }),
            _ => Err(ApiError::Invalid(format!("{path} must be an object"))),
        }
    }

    /// Also true for a member that is null.
    pub fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// Null counts as absent.
    pub fn take_value(&mut self, name: &str) -> Option<Value> {
        self.members.remove(name).filter(|value| !value.is_null())
    }

    /// Takes and parses the member `name`; null counts as absent.
    pub fn take<T: DeserializeOwned>(&mut self, name: &str) -> ApiResult<Option<T>> {
        self.take_value(name)
            .map(|value| parse(&self.path_of(name), value))
            .transpose()
    }

    /// Takes and parses the member `name`; fails if it is absent.
    pub fn need<T: DeserializeOwned>(&mut self, name: &str) -> ApiResult<T> {
        self.take(name)?
            .ok_or_else(|| ApiError::Invalid(format!("{} is missing", self.path_of(name))))
    }

    /// What errors call the member `name`.
    pub fn path_of(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    /// Refuses the first member that is left and not null.
    pub fn finish(self) -> ApiResult<()> {
        match self.members.iter().find(|(_, value)| !value.is_null()) {
            Some((name, _)) => Err(ApiError::Unsupported(self.path_of(name))),
            None => Ok(()),
        }
    }
}

/// `path` is what errors call the value.
pub fn parse<T: DeserializeOwned>(path: &str, value: Value) -> ApiResult<T> {
    serde_json::from_value(value).map_err(|error| ApiError::Invalid(format!("{path}: {error}")))
}

pub fn payload_key(key: &str) -> ApiResult<JsonPath> {
    key.parse()
        .map_err(|()| ApiError::Invalid(format!("`{key}` is not the path of a payload field")))
}

pub fn search_params(path: &str, value: Value) -> ApiResult<SearchParams> {
    let mut members = Members::of(path, value.clone())?;
    // No collection here is quantized, and for such a collection Qdrant ignores `quantization`.
    for known in ["hnsw_ef", "exact", "indexed_only", "acorn", "quantization"] {
        members.take_value(known);
    }
    members.finish()?;
    parse(path, value)
}
