//! The chat request as OpenAI defines it, read leniently: `raw` keeps what is not understood, and
//! each backend refuses what it does not support.

use serde_json::{Map, Value};

use super::error::ApiError;

/// Messages in a request, at most.
const MAX_MESSAGES: usize = 1_000;
/// Values in a request, at most.
const MAX_VALUES: usize = 100_000;

#[derive(Clone, Debug)]
pub struct ChatRequest {
    pub model: String,
    pub messages: Vec<Message>,
    pub stream: bool,
    /// Whether a stream should end with a chunk about usage.
    pub include_usage: bool,
    /// Tokens to write, at most.
    pub max_tokens: Option<u64>,
    /// The request as it came.
    pub raw: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `system`, `developer`, `user`, `assistant` or `tool`.
    pub role: String,
    /// The text parts joined, if the message has parts.
    pub text: String,
    /// The type of a part that is not text, if there is one.
    pub other_part: Option<String>,
}

impl ChatRequest {
    pub fn parse(body: &[u8]) -> Result<Self, ApiError> {
        let raw = object(body)?;
        let messages = raw
            .get("messages")
            .and_then(Value::as_array)
            .ok_or_else(|| ApiError::invalid("messages", "`messages` must be an array."))?;
        if messages.is_empty() || messages.len() > MAX_MESSAGES {
            let message = format!("`messages` must have between 1 and {MAX_MESSAGES} entries.");
            return Err(ApiError::invalid("messages", message));
        }
        let stream_options = raw.get("stream_options");
        Ok(Self {
            model: model_named(raw.get("model").and_then(Value::as_str))?,
            messages: messages.iter().map(message).collect::<Result<_, _>>()?,
            stream: flag(&raw, "stream")?,
            include_usage: stream_options
                .and_then(|options| options.get("include_usage"))
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            max_tokens: max_tokens(&raw)?,
            raw,
        })
    }
}

/// Reads a body that must be one JSON object. Its length bounds its size in memory.
fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    if values(body) > MAX_VALUES {
        let message = format!("The request body has more than {MAX_VALUES} values.");
        return Err(ApiError::invalid("", message));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(ApiError::invalid(
            "",
            "The request body must be a JSON object.",
        )),
        Err(error) => Err(ApiError::invalid(
            "",
            format!("The request body is not valid JSON: {error}."),
        )),
    }
}

/// Roughly how many values a JSON text has. An empty object of two bytes takes hundreds in memory.
fn values(body: &[u8]) -> usize {
    let (mut count, mut quoted, mut escaped) = (0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// Fails if the request does not name a model.
pub(super) fn model_named(name: Option<&str>) -> Result<String, ApiError> {
    match name {
        Some(name) if !name.is_empty() => Ok(name.to_owned()),
        _ => Err(ApiError::invalid("model", "`model` must name a model.")),
    }
}

fn message(value: &Value) -> Result<Message, ApiError> {
    let role = value
        .get("role")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !["system", "developer", "user", "assistant", "tool"].contains(&role) {
        let message = "Each message needs a `role`: system, developer, user, assistant or tool.";
        return Err(ApiError::invalid("messages", message));
    }
    let (text, other_part) = match value.get("content") {
        Some(Value::String(text)) => (text.clone(), None),
        Some(Value::Array(parts)) => joined(parts),
        Some(Value::Null) | None => (String::new(), None),
        Some(_) => {
            let message = "A message's `content` must be a string or an array of parts.";
            return Err(ApiError::invalid("messages", message));
        }
    };
    Ok(Message {
        role: role.to_owned(),
        text,
        other_part,
    })
}

fn joined(parts: &[Value]) -> (String, Option<String>) {
    let mut texts = Vec::new();
    let mut other = None;
    for part in parts {
        match (
            part.get("type").and_then(Value::as_str),
            part.get("text").and_then(Value::as_str),
        ) {
            (Some("text"), Some(text)) => texts.push(text),
            (kind, _) => other = Some(kind.unwrap_or("unknown").to_owned()),
        }
    }
    (texts.join("\n"), other)
}

fn flag(raw: &Map<String, Value>, name: &str) -> Result<bool, ApiError> {
    match raw.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(value)) => Ok(*value),
        Some(_) => Err(ApiError::invalid(
            name,
            format!("`{name}` must be true or false."),
        )),
    }
}

fn max_tokens(raw: &Map<String, Value>) -> Result<Option<u64>, ApiError> {
    for name in ["max_completion_tokens", "max_tokens"] {
        match raw.get(name) {
            None | Some(Value::Null) => {}
            Some(value) => {
                let count = value.as_u64().filter(|count| *count > 0);
                let wrong = || ApiError::invalid(name, format!("`{name}` must be at least 1."));
                return count.map(Some).ok_or_else(wrong);
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_joined_and_others_are_noted() {
        let body = br#"{"model":"m","stream":true,"max_completion_tokens":7,"temperature":0,
            "messages":[{"role":"user","content":[{"type":"text","text":"a"},
            {"type":"image_url","image_url":{}},{"type":"text","text":"b"}]}]}"#;
        let request = ChatRequest::parse(body).expect("valid");
        assert_eq!(request.messages[0].text, "a\nb");
        assert_eq!(request.messages[0].other_part.as_deref(), Some("image_url"));
        assert_eq!((request.stream, request.max_tokens), (true, Some(7)));
    }

    #[test]
    fn values_are_counted_outside_of_texts() {
        assert_eq!(values(br#"{"a":[1,2,{}],"b":"x,\"[{,","c\\":[]}"#), 8);
        let many = format!(
            "{{\"model\":\"m\",\"x\":[{}]}}",
            vec!["{}"; MAX_VALUES].join(",")
        );
        let error = ChatRequest::parse(many.as_bytes()).expect_err("too many");
        assert!(error.message.contains("100000 values"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let at = |body: &str| {
            ChatRequest::parse(body.as_bytes())
                .expect_err("invalid")
                .param
        };
        assert_eq!(at(r#"{"messages":[]}"#).as_deref(), Some("messages"));
        assert_eq!(
            at(r#"{"messages":[{"role":"user"}]}"#).as_deref(),
            Some("model")
        );
        let body = r#"{"model":"m","messages":[{"role":"user"}],"max_tokens":-1}"#;
        assert_eq!(at(body).as_deref(), Some("max_tokens"));
        assert_eq!(at("[1]").as_deref(), Some(""));
    }
}
