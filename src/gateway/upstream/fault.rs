//! Errors that a provider sends in place of an answer: with status 200, or in mid-stream.

use axum::body::Bytes;
use serde_json::Value;

use super::super::calls::ErrorClass;
use super::super::error::ApiError;

/// The error that an answer, or a chunk of one, contains, in the form that the client gets.
pub(super) fn carried(answer: &Value) -> Option<ApiError> {
    let error = top_level(answer).or_else(|| in_choice(answer))?;
    Some(if concerns_gateway(error) {
        useless("The model provider did not accept the gateway.")
    } else {
        useless("The model provider answered with an error.").said(answer.to_string().into())
    })
}

/// An event that is named `error`, whatever its data is.
pub(super) fn of_event(data: &str) -> ApiError {
    let error = serde_json::from_str(data).unwrap_or(Value::Null);
    carried(&error).unwrap_or_else(|| {
        let envelope = serde_json::json!({ "error": error });
        carried(&envelope).unwrap_or_else(|| useless("The model provider broke off with an error."))
    })
}

/// The provider did not send what was asked for.
pub(super) fn useless(message: &str) -> ApiError {
    ApiError::upstream(ErrorClass::UpstreamError, message)
}

fn top_level(answer: &Value) -> Option<&Value> {
    // Some providers send `"error": null` with every chunk.
    answer.get("error").filter(|error| match error {
        Value::Object(fields) => !fields.is_empty(),
        Value::String(text) => !text.is_empty(),
        _ => false,
    })
}

fn in_choice(answer: &Value) -> Option<&Value> {
    let choices = answer.get("choices")?.as_array()?;
    choices.iter().find_map(|choice| {
        let failed = choice.get("finish_reason").is_some_and(|it| it == "error");
        top_level(choice).or(failed.then_some(choice))
    })
}

/// The gateway's own key is wrong; the error may quote it.
fn concerns_gateway(error: &Value) -> bool {
    const WORDS: [&str; 6] = [
        "401",
        "403",
        "invalid_api_key",
        "authentication_error",
        "permission_error",
        "unauthorized",
    ];
    ["code", "type", "status"].iter().any(|name| {
        let said = match error.get(name) {
            Some(Value::String(text)) => text.to_lowercase(),
            Some(Value::Number(number)) => number.to_string(),
            _ => return false,
        };
        WORDS.contains(&said.as_str())
    })
}

impl ApiError {
    /// Passes the provider's own body on.
    fn said(mut self, body: Bytes) -> Self {
        self.said = Some(Box::new(body));
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_error_is_one_wherever_it_stands() {
        for answer in [
            json!({"error": {"message": "overloaded"}}),
            json!({"error": "overloaded"}),
            json!({"id": "x", "choices": [{"index": 0, "error": {"code": 502}}]}),
            json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "error"}]}),
        ] {
            let error = carried(&answer).expect("an error");
            assert_eq!(error.class, ErrorClass::UpstreamError);
            assert_eq!(error.body(), answer.to_string(), "word for word");
        }
        for answer in [
            json!({"choices": [{"message": {"content": "error"}}]}),
            json!({"error": null, "choices": []}),
            json!({"error": {}}),
        ] {
            assert_eq!(carried(&answer), None, "{answer}");
        }
    }

    #[test]
    fn the_gateways_key_is_not_quoted() {
        for error in [
            json!({"code": 401, "message": "sk-abc"}),
            json!({"code": "invalid_api_key", "message": "sk-abc"}),
            json!({"type": "authentication_error", "message": "sk-abc"}),
        ] {
            let shown = carried(&json!({ "error": error }))
                .expect("an error")
                .body();
            assert!(!String::from_utf8_lossy(&shown).contains("sk-abc"));
        }
        let named = of_event(r#"{"code": 500, "message": "boom"}"#).body();
        assert!(String::from_utf8_lossy(&named).contains("boom"));
        assert_eq!(of_event("boom").class, ErrorClass::UpstreamError);
    }
}
