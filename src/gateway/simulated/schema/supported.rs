//! Whether a schema can be obeyed.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::super::super::error::ApiError;
use super::reference::target;

/// Schemas within a schema, at most.
const MAX_SCHEMAS: usize = 1_000;
/// The largest number of elements that an array may require.
const MAX_REQUIRED_ITEMS: u64 = 100;
/// Larger integers are not exact in a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

const TYPES: [&str; 7] = [
    "string", "number", "integer", "boolean", "null", "array", "object",
];

/// Keywords that say nothing about which values are valid.
const ANNOTATIONS: [&str; 11] = [
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "$schema",
    "$comment",
    "$defs",
    "definitions",
];

/// Keywords that may have only annotations beside them.
const ALONE: [&str; 3] = ["$ref", "anyOf", "allOf"];

/// Refuses a schema by the name of the keyword that is not supported.
pub(in super::super) fn check(root: &Value) -> Result<(), ApiError> {
    let mut waiting = vec![root];
    let mut seen = HashSet::new();
    let mut count = 0;
    while let Some(schema) = waiting.pop() {
        count += 1;
        if count > MAX_SCHEMAS {
            return Err(refused(&format!("more than {MAX_SCHEMAS} schemas")));
        }
        let fields = match schema {
            Value::Object(fields) => fields,
            Value::Bool(_) => continue,
            _ => return Err(refused("a schema that is neither an object nor a boolean")),
        };
        if let Some(alone) = ALONE.iter().find(|name| fields.contains_key(**name)) {
            check_alone(fields, alone)?;
        }
        for (name, value) in fields {
            if name == "$ref" {
                let reference = value.as_str().unwrap_or_default();
                let found = target(root, reference);
                let found = found.ok_or_else(|| refused_because("$ref", "it points nowhere"))?;
                if seen.insert(reference) {
                    waiting.push(found);
                }
                if is_circular(root, schema, &mut Vec::new(), &mut HashSet::new()) {
                    return Err(refused_because("$ref", "it leads back to itself"));
                }
            } else {
                check_keyword(schema, root, name, value, &mut waiting)?;
            }
        }
    }
    Ok(())
}

/// Whether following references alone, without entering a field or an element, never ends.
fn is_circular<'a>(
    root: &'a Value,
    schema: &'a Value,
    open: &mut Vec<&'a str>,
    done: &mut HashSet<&'a str>,
) -> bool {
    let list = |name: &str| schema.get(name).and_then(Value::as_array);
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        if open.contains(&reference) {
            return true;
        }
        if !done.insert(reference) {
            return false;
        }
        open.push(reference);
        let target = target(root, reference);
        let circular = target.is_some_and(|target| is_circular(root, target, open, done));
        open.pop();
        return circular;
    }
    let alternatives = list("anyOf").or_else(|| list("allOf"));
    let mut alternatives = alternatives.into_iter().flatten();
    alternatives.any(|schema| is_circular(root, schema, open, done))
}

fn check_alone(fields: &Map<String, Value>, alone: &str) -> Result<(), ApiError> {
    let beside = |name: &&String| *name != alone && !ANNOTATIONS.contains(&name.as_str());
    match fields.keys().find(beside) {
        Some(name) => Err(refused_because(name, &format!("it is beside `{alone}`"))),
        None => Ok(()),
    }
}

fn check_keyword<'a>(
    schema: &Value,
    root: &Value,
    name: &str,
    value: &'a Value,
    waiting: &mut Vec<&'a Value>,
) -> Result<(), ApiError> {
    let understood = match name {
        "type" => types(value),
        "properties" => {
            let properties = value.as_object();
            waiting.extend(properties.iter().flat_map(|all| all.values()));
            properties.is_some()
        }
        "required" => value
            .as_array()
            .is_some_and(|all| all.iter().all(Value::is_string)),
        "items" | "additionalProperties" => {
            waiting.push(value);
            value.is_boolean() || value.is_object()
        }
        "anyOf" => {
            let all = value.as_array();
            waiting.extend(all.into_iter().flatten());
            all.is_some_and(|all| !all.is_empty())
        }
        "allOf" => {
            let all = value.as_array();
            waiting.extend(all.into_iter().flatten());
            all.is_some_and(|all| all.len() == 1)
        }
        "enum" => value.as_array().is_some_and(|all| !all.is_empty()),
        "uniqueItems" => value.is_boolean(),
        "minItems" => value
            .as_u64()
            .is_some_and(|least| least <= MAX_REQUIRED_ITEMS),
        "maxItems" | "maxLength" => value.is_u64(),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
            value.as_f64().is_some_and(|bound| bound.abs() <= EXACT)
        }
        "multipleOf" => value
            .as_u64()
            .is_some_and(|step| (1..=1 << 53).contains(&step)),
        // Anywhere else, `$id` would change what references mean.
        "$id" => std::ptr::eq(schema, root),
        "const" => true,
        _ => ANNOTATIONS.contains(&name),
    };
    understood
        .then_some(())
        .ok_or_else(|| refused(&format!("`{name}`")))
}

fn types(value: &Value) -> bool {
    let known = |name: &Value| name.as_str().is_some_and(|name| TYPES.contains(&name));
    match value {
        Value::Array(names) => !names.is_empty() && names.iter().all(known),
        name => known(name),
    }
}

fn refused_because(keyword: &str, why: &str) -> ApiError {
    refused(&format!("`{keyword}` where {why}"))
}

fn refused(what: &str) -> ApiError {
    let message = format!(
        "Simulated models cannot obey {what} as this JSON schema uses it. They refuse a schema \
         rather than break it."
    );
    ApiError::unsupported("response_format.json_schema.schema", message)
}
