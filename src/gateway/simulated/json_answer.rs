//! Answers as JSON: which fields are wanted, by a schema or by name, and what goes into them.

use serde_json::{Map, Value, json};

use super::super::error::ApiError;
use super::fields::Fields;
use super::schema;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    /// The request's own schema, or one made from the names of the fields.
    schema: Value,
    /// The top of the scale, when a score is asked for on a scale.
    scale: u32,
}

/// Refuses a `response_format` that the reader cannot obey.
pub(super) fn check(raw: &Map<String, Value>) -> Result<(), ApiError> {
    match kind(raw) {
        Some("json_schema") => {
            if let Some(schema) = schema_of(raw) {
                schema::check(schema)
            } else {
                let message = "`json_schema` needs a `schema`.";
                Err(ApiError::invalid("response_format.json_schema", message))
            }
        }
        Some("json_object" | "text") => Ok(()),
        Some(other) => {
            let other: String = other.chars().take(40).collect();
            let message = format!("Simulated models do not know the format `{other}`.");
            Err(ApiError::unsupported("response_format", message))
        }
        None if raw.get("response_format").is_none_or(Value::is_null) => Ok(()),
        None => {
            let message = "`response_format` needs a `type`.";
            Err(ApiError::invalid("response_format", message))
        }
    }
}

fn kind(raw: &Map<String, Value>) -> Option<&str> {
    raw.get("response_format")?.get("type")?.as_str()
}

fn schema_of(raw: &Map<String, Value>) -> Option<&Value> {
    let schema = raw.get("response_format")?.pointer("/json_schema/schema")?;
    Some(schema).filter(|schema| !schema.is_null())
}

impl Wanted {
    /// What `response_format` or the instructions ask for; `None` if they do not ask for JSON.
    pub fn read(raw: &Map<String, Value>, instructions: &str) -> Option<Self> {
        let scale = scale(instructions);
        if kind(raw) == Some("json_schema") {
            let schema = schema_of(raw)?.clone();
            return Some(Self { schema, scale });
        }
        let lower = instructions.to_lowercase();
        if kind(raw) != Some("json_object") && !lower.contains("json") {
            return None;
        }
        let mut names = named(instructions);
        if names.is_empty() {
            names = vec!["answer".to_owned(), "citations".to_owned()];
        }
        let properties: Map<String, Value> =
            names.into_iter().map(|name| (name, json!({}))).collect();
        let schema = json!({"type": "object", "properties": properties});
        Some(Self { schema, scale })
    }

    pub fn fill(&self, fields: &Fields) -> Result<String, ApiError> {
        let filled = schema::filled(&self.schema, fields, self.scale);
        filled.map(|value| value.to_string()).ok_or_else(|| {
            let message = "No answer of a simulated model can have the form of this schema.";
            ApiError::unsupported("response_format.json_schema.schema", message)
        })
    }
}

/// Names in double quotes or backticks that look like fields, in order, each once.
fn named(instructions: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for mark in ['"', '`'] {
        for quoted in instructions.split(mark).skip(1).step_by(2) {
            let plain = |c: char| c.is_ascii_lowercase() || c == '_';
            let is_name = !quoted.is_empty() && quoted.len() <= 32 && quoted.chars().all(plain);
            let is_value = matches!(quoted, "pass" | "fail" | "true" | "false" | "null" | "json");
            if is_name && !is_value && !names.iter().any(|name| name == quoted) {
                names.push(quoted.to_owned());
            }
        }
    }
    names
}

/// `from 1 to 5`, `0-10`: the top of the scale; 1 when no scale is named.
fn scale(instructions: &str) -> u32 {
    let scales = [
        ("1 to 5", 5),
        ("1-5", 5),
        ("1–5", 5),
        ("0 to 10", 10),
        ("1 to 10", 10),
        ("1-10", 10),
    ];
    let named = scales
        .iter()
        .find(|(words, _)| instructions.contains(words));
    named.map_or(1, |(_, top)| *top)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUND: Fields = Fields {
        text: "14 days",
        citations: &[2],
        holds: true,
        score: 0.876,
        reason: "Read.",
    };

    fn filled(raw: &Value, instructions: &str) -> Option<Value> {
        let raw = raw.as_object().expect("an object");
        let wanted = Wanted::read(raw, instructions)?;
        let filled = wanted.fill(&FOUND).expect("can be filled");
        Some(serde_json::from_str(&filled).expect("valid JSON"))
    }

    #[test]
    fn json_is_given_when_asked_for() {
        assert_eq!(filled(&json!({}), "Answer in prose."), None);
        let plain = json!({"answer": "14 days", "citations": [2]});
        let object = json!({"response_format": {"type": "json_object"}});
        assert_eq!(filled(&object, ""), Some(plain));
        assert_eq!(
            filled(
                &json!({}),
                "Reply in JSON with keys \"answer\", \"abstained\" and `score`."
            ),
            Some(json!({"answer": "14 days", "abstained": false, "score": 0.88}))
        );
    }

    #[test]
    fn a_schema_is_followed() {
        let schema = json!({"response_format": {"type": "json_schema", "json_schema": {"schema": {
            "properties": {
                "verdict": {"type": "string", "enum": ["correct", "incorrect"]},
                "sources": {"type": "array", "items": {"type": "string"}},
                "grounded": {"type": "boolean"}, "note": {"type": "string"}
        }}}}});
        assert_eq!(
            filled(&schema, ""),
            Some(json!({"verdict": "correct", "sources": ["2"], "grounded": true, "note": ""}))
        );
    }

    #[test]
    fn scores_use_the_scale_that_is_named() {
        let asked = "JSON with \"score\" from 1 to 5";
        assert_eq!(filled(&json!({}), asked), Some(json!({"score": 4.0})));
    }
}
