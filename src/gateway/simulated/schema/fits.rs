//! Whether a value is valid. Only knows the keywords that are obeyed; a schema with others was
//! refused.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::reference::target;

/// Schemas that are tried on one value, at most: nested alternatives multiply.
const MAX_TRIES: u32 = 100_000;

/// Whether the value is valid under the schema, which is part of the root. A value that would take
/// too long to try counts as invalid.
pub(super) fn fits(root: &Value, schema: &Value, value: &Value) -> bool {
    let left = Cell::new(MAX_TRIES);
    Trial { root, left: &left }.fits(schema, value) && left.get() > 0
}

#[derive(Clone, Copy)]
struct Trial<'a> {
    root: &'a Value,
    left: &'a Cell<u32>,
}

impl Trial<'_> {
    fn fits(self, schema: &Value, value: &Value) -> bool {
        self.left.set(self.left.get().saturating_sub(1));
        if self.left.get() == 0 {
            return false;
        }
        match schema {
            Value::Object(rules) => self.all_hold(rules, value),
            other => other != &Value::Bool(false),
        }
    }

    fn all_hold(self, rules: &Map<String, Value>, value: &Value) -> bool {
        rules.iter().all(|(name, rule)| match name.as_str() {
            "$ref" => {
                let found = target(self.root, rule.as_str().unwrap_or_default());
                found.is_some_and(|schema| self.fits(schema, value))
            }
            "anyOf" => list(rule).iter().any(|schema| self.fits(schema, value)),
            "allOf" => list(rule).iter().all(|schema| self.fits(schema, value)),
            "type" => match rule {
                Value::Array(types) => types.iter().any(|kind| is_of(kind, value)),
                kind => is_of(kind, value),
            },
            "enum" => list(rule).contains(value),
            "const" => rule == value,
            "maxLength" => value
                .as_str()
                .is_none_or(|text| text.chars().count() as u64 <= rule.as_u64().unwrap_or(0)),
            _ => match value {
                Value::Number(number) => number_fits(name, rule, number.as_f64().unwrap_or(0.0)),
                Value::Array(items) => self.items_fit(name, rule, items),
                Value::Object(fields) => self.fields_fit(rules, name, rule, fields),
                _ => true,
            },
        })
    }

    fn items_fit(self, name: &str, rule: &Value, items: &[Value]) -> bool {
        let count = items.len() as u64;
        match name {
            "items" => items.iter().all(|item| self.fits(rule, item)),
            "minItems" => count >= rule.as_u64().unwrap_or(0),
            "maxItems" => count <= rule.as_u64().unwrap_or(u64::MAX),
            "uniqueItems" => {
                let repeated = |at: usize| items[..at].contains(&items[at]);
                rule != &Value::Bool(true) || !(1..items.len()).any(repeated)
            }
            _ => true,
        }
    }

    fn fields_fit(
        self,
        rules: &Map<String, Value>,
        name: &str,
        rule: &Value,
        fields: &Map<String, Value>,
    ) -> bool {
        match name {
            "properties" => rule.as_object().is_none_or(|properties| {
                let field = |name| fields.get(name);
                properties
                    .iter()
                    .all(|(name, schema)| field(name).is_none_or(|value| self.fits(schema, value)))
            }),
            "required" => {
                let names = list(rule).iter().filter_map(Value::as_str);
                names.into_iter().all(|name| fields.contains_key(name))
            }
            "additionalProperties" => {
                let described = rules.get("properties").and_then(Value::as_object);
                let known = |name: &String| described.is_some_and(|all| all.contains_key(name));
                let mut others = fields.iter().filter(|(name, _)| !known(name));
                others.all(|(_, value)| self.fits(rule, value))
            }
            _ => true,
        }
    }
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match (kind.as_str().unwrap_or_default(), value) {
        ("string", Value::String(_))
        | ("number", Value::Number(_))
        | ("boolean", Value::Bool(_))
        | ("null", Value::Null)
        | ("array", Value::Array(_))
        | ("object", Value::Object(_)) => true,
        ("integer", Value::Number(number)) => {
            number.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        _ => false,
    }
}

fn number_fits(name: &str, rule: &Value, value: f64) -> bool {
    let bound = rule.as_f64().unwrap_or(f64::NAN);
    match name {
        "minimum" => value >= bound,
        "maximum" => value <= bound,
        "exclusiveMinimum" => value > bound,
        "exclusiveMaximum" => value < bound,
        "multipleOf" => (value % bound) == 0.0,
        _ => true,
    }
}

fn list(rule: &Value) -> &[Value] {
    rule.as_array().map_or(&[], Vec::as_slice)
}
