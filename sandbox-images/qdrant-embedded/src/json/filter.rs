//! Filters: the engine's own parser reads them, after a check that refuses what it would skip.
//!
//! The engine ignores members that it does not know, as Qdrant does. A condition of a newer API
//! would then match everything, so unknown members are refused here by name.

use qdrant_edge::Filter;
use serde_json::{Map, Value};

use super::{Members, parse};
use crate::error::{ApiError, ApiResult};

const CLAUSES: &[&str] = &["must", "should", "must_not"];
const FIELD_TESTS: &[&str] = &[
    "match",
    "range",
    "geo_bounding_box",
    "geo_radius",
    "geo_polygon",
    "values_count",
    "is_empty",
    "is_null",
];
const MATCHES: &[&str] = &["value", "text", "text_any", "phrase", "any", "except"];
const BOUNDS: &[&str] = &["lt", "gt", "gte", "lte"];

/// `path` is what errors call the filter.
pub fn filter(path: &str, value: Value) -> ApiResult<Filter> {
    check_filter(path, &value)?;
    parse(path, value)
}

/// Takes the member `filter`.
pub fn taken_filter(members: &mut Members) -> ApiResult<Option<Filter>> {
    filter_named(members, "filter")
}

/// Takes the member `name` as a filter.
pub fn filter_named(members: &mut Members, name: &str) -> ApiResult<Option<Filter>> {
    let path = members.path_of(name);
    members
        .take_value(name)
        .map(|value| filter(&path, value))
        .transpose()
}

fn check_filter(path: &str, filter: &Value) -> ApiResult<()> {
    for (name, value) in members(path, filter)? {
        let path = format!("{path}.{name}");
        if CLAUSES.contains(&name.as_str()) {
            check_conditions(&path, value)?;
        } else if name == "min_should" {
            let parts = members(&path, value)?;
            only(&path, parts, &["conditions", "min_count"])?;
            check_conditions(&path, parts.get("conditions").unwrap_or(&Value::Null))?;
        } else {
            return Err(ApiError::Unsupported(path));
        }
    }
    Ok(())
}

fn check_conditions(path: &str, conditions: &Value) -> ApiResult<()> {
    match conditions {
        Value::Null => Ok(()),
        Value::Array(conditions) => conditions
            .iter()
            .try_for_each(|condition| check_condition(path, condition)),
        condition => check_condition(path, condition),
    }
}

fn check_condition(path: &str, condition: &Value) -> ApiResult<()> {
    let parts = members(path, condition)?;
    if parts.contains_key("key") {
        return check_field(path, parts);
    }
    if let Some(nested) = parts.get("nested") {
        only(path, parts, &["nested"])?;
        let path = format!("{path}.nested");
        let parts = members(&path, nested)?;
        only(&path, parts, &["key", "filter"])?;
        return check_filter(&path, parts.get("filter").unwrap_or(&Value::Null));
    }
    for simple in ["is_empty", "is_null", "has_id", "has_vector"] {
        if parts.contains_key(simple) {
            return only(path, parts, &[simple]);
        }
    }
    check_filter(path, condition)
}

fn check_field(path: &str, parts: &Map<String, Value>) -> ApiResult<()> {
    only(path, parts, &[&["key"], FIELD_TESTS].concat())?;
    if !parts
        .iter()
        .any(|(name, test)| name != "key" && !test.is_null())
    {
        return Err(ApiError::Invalid(format!(
            "{path}: a field condition needs a test"
        )));
    }
    let present = |name| parts.get(name).filter(|value: &&Value| !value.is_null());
    if let Some(wanted) = present("match") {
        let path = format!("{path}.match");
        let wanted = members(&path, wanted)?;
        only(&path, wanted, MATCHES)?;
        if wanted.len() != 1 {
            return Err(ApiError::Invalid(format!(
                "{path} needs exactly one of {MATCHES:?}"
            )));
        }
    }
    for bounds in ["range", "values_count"] {
        if let Some(value) = present(bounds) {
            let path = format!("{path}.{bounds}");
            only(&path, members(&path, value)?, BOUNDS)?;
        }
    }
    Ok(())
}

fn members<'a>(path: &str, value: &'a Value) -> ApiResult<&'a Map<String, Value>> {
    value
        .as_object()
        .ok_or_else(|| ApiError::Invalid(format!("{path} must be an object")))
}

fn only(path: &str, members: &Map<String, Value>, known: &[&str]) -> ApiResult<()> {
    let unknown = members
        .iter()
        .find(|(name, value)| !value.is_null() && !known.contains(&name.as_str()));
    match unknown {
        Some((name, _)) => Err(ApiError::Unsupported(format!("{path}.{name}"))),
        None => Ok(()),
    }
}
