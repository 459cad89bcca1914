//! Answers as JSON: which fields are wanted, and what goes into them.

use serde_json::{Map, Value, json};

/// The fields of the JSON object that is wanted, with their schema where there is one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    fields: Vec<(String, Value)>,
    /// Points at the top of the scale, when a score is asked for on a scale.
    scale: u32,
}

/// What there is to fill in.
pub(super) struct Fields<'a> {
    pub text: &'a str,
    pub citations: &'a [u32],
    /// The answer was found; the judged answer passes.
    pub holds: bool,
    /// Between 0 and 1.
    pub score: f32,
    pub reason: &'a str,
}

impl Wanted {
    /// What `response_format` or the instructions ask for; `None` where JSON is not asked for.
    pub fn read(raw: &Map<String, Value>, instructions: &str) -> Option<Self> {
        let format = raw.get("response_format");
        let kind = format
            .and_then(|format| format.get("type"))
            .and_then(Value::as_str);
        let scale = scale(instructions);
        if kind == Some("json_schema") {
            let properties =
                format.and_then(|format| format.pointer("/json_schema/schema/properties"));
            let fields = properties.and_then(Value::as_object).map(|properties| {
                properties
                    .iter()
                    .map(|(name, schema)| (name.clone(), schema.clone()))
                    .collect()
            });
            return Some(
                Self {
                    fields: fields.unwrap_or_default(),
                    scale,
                }
                .or_plain(),
            );
        }
        let lower = instructions.to_lowercase();
        if kind != Some("json_object") && !lower.contains("json") {
            return None;
        }
        let fields = named(instructions)
            .into_iter()
            .map(|name| (name, Value::Null))
            .collect();
        Some(Self { fields, scale }.or_plain())
    }

    fn or_plain(mut self) -> Self {
        if self.fields.is_empty() {
            self.fields = vec![
                ("answer".to_owned(), Value::Null),
                ("citations".to_owned(), Value::Null),
            ];
        }
        self
    }

    /// The object, filled in.
    pub fn fill(&self, fields: &Fields) -> String {
        let filled = self
            .fields
            .iter()
            .map(|(name, schema)| (name.clone(), self.value(name, schema, fields)));
        Value::Object(filled.collect()).to_string()
    }

    fn value(&self, name: &str, schema: &Value, fields: &Fields) -> Value {
        let kind = schema.get("type").and_then(Value::as_str);
        let flag = |holds: bool| {
            if kind == Some("string") {
                json!(verdict(holds))
            } else {
                json!(holds)
            }
        };
        match name.to_lowercase().as_str() {
            "answer" | "response" | "text" | "result" | "quote" => json!(fields.text),
            "citations" | "sources" | "references" | "cited" | "blocks" => {
                cited(schema, fields.citations)
            }
            "abstained" | "abstain" | "unanswerable" | "refused" => flag(!fields.holds),
            "answerable" | "found" | "grounded" | "supported" | "pass" | "passed" | "correct"
            | "faithful" => flag(fields.holds),
            "verdict" | "grade" | "label" | "outcome" => chosen(schema, fields.holds),
            "score" | "confidence" | "rating" => self.scaled(fields.score, kind),
            "reason" | "reasoning" | "explanation" | "rationale" | "comment" => {
                json!(fields.reason)
            }
            _ => empty(kind),
        }
    }

    fn scaled(&self, score: f32, kind: Option<&str>) -> Value {
        if self.scale > 1 {
            let top = f64::from(self.scale);
            return json!((f64::from(score) * top).round().max(1.0));
        }
        if kind == Some("integer") {
            return json!(i64::from(score >= 0.5));
        }
        json!((f64::from(score) * 100.0).round() / 100.0)
    }
}

fn verdict(holds: bool) -> &'static str {
    if holds { "pass" } else { "fail" }
}

/// One of the schema's own words, if it lists two; the first is taken to be the good one.
fn chosen(schema: &Value, holds: bool) -> Value {
    match schema
        .get("enum")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([good, .., bad]) => {
            if holds {
                good.clone()
            } else {
                bad.clone()
            }
        }
        _ => json!(verdict(holds)),
    }
}

fn cited(schema: &Value, citations: &[u32]) -> Value {
    match schema.pointer("/items/type").and_then(Value::as_str) {
        Some("string") => citations
            .iter()
            .map(|number| json!(number.to_string()))
            .collect(),
        _ => json!(citations),
    }
}

fn empty(kind: Option<&str>) -> Value {
    match kind {
        Some("string") => json!(""),
        Some("integer" | "number") => json!(0),
        Some("boolean") => json!(false),
        Some("array") => json!([]),
        Some("object") => json!({}),
        _ => Value::Null,
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
        Some(serde_json::from_str(&wanted.fill(&FOUND)).expect("valid JSON"))
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
