//! The shapes of JSON documents, written as JSON. Further keys are allowed.
//!
//! `"text"`, `"count"` (not negative), `"number"`, `"share"` (0 to 1), `"bool"`, `"sha256"` (hex)
//! and `"any"` stand for values; a `?` after them allows null. `[shape]` is a list of such values,
//! and an object names the keys that must be there.

use serde_json::Value;

use super::failure::{Held, broken};

/// Requires that a document has a shape.
pub(super) fn fits(what: &str, seen: &Value, shape: &Value) -> Held {
    match misfit(seen, shape, "") {
        None => Ok(()),
        Some(problem) => broken(
            format!("{what} of the shape {shape}"),
            format!("{problem} in {seen}"),
        ),
    }
}

/// Where and how the value differs.
fn misfit(seen: &Value, shape: &Value, at: &str) -> Option<String> {
    match (shape, seen) {
        (Value::Object(keys), Value::Object(members)) => keys.iter().find_map(|(key, shape)| {
            let at = format!("{at}/{key}");
            match members.get(key) {
                None => Some(format!("no `{at}`")),
                Some(member) => misfit(member, shape, &at),
            }
        }),
        (Value::Array(shapes), Value::Array(items)) => {
            let shape = shapes.first()?;
            let mut items = items.iter().enumerate();
            items.find_map(|(place, item)| misfit(item, shape, &format!("{at}/{place}")))
        }
        (Value::String(name), _) if is(name, seen) => None,
        _ => Some(format!("`{at}` is {}", kind(seen))),
    }
}

fn is(name: &str, seen: &Value) -> bool {
    if let Some(name) = name.strip_suffix('?') {
        return seen.is_null() || is(name, seen);
    }
    match name {
        "text" => seen.is_string(),
        "count" => seen.is_u64(),
        "number" => seen.is_number(),
        "share" => seen
            .as_f64()
            .is_some_and(|share| (0.0..=1.0).contains(&share)),
        "bool" => seen.is_boolean(),
        "sha256" => seen.as_str().is_some_and(is_sha256),
        "any" => true,
        other => unreachable!("no shape is called {other}"),
    }
}

fn is_sha256(text: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 64 && text.bytes().all(hex)
}

fn kind(seen: &Value) -> &'static str {
    match seen {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number that does not fit",
        Value::String(_) => "a text that does not fit",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_or_of_another_kind_is_named_by_its_place() {
        let shape = json!({"a": [{"b": "count", "c": "text?"}], "d": "share"});
        let fitting = json!({"a": [{"b": 1, "c": null, "e": 0}], "d": 0.5});
        assert_eq!(misfit(&fitting, &shape, ""), None);
        let missing = json!({"a": [{"b": 1}], "d": 0.5});
        assert_eq!(misfit(&missing, &shape, "").unwrap(), "no `/a/0/c`");
        let negative = json!({"a": [{"b": -1, "c": "x"}], "d": 0.5});
        assert!(
            misfit(&negative, &shape, "")
                .unwrap()
                .starts_with("`/a/0/b`")
        );
        let more = json!({"a": [], "d": 1.5});
        assert!(misfit(&more, &shape, "").is_some());
    }
}
