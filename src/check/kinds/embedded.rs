//! Texts that were sent to the embedder, as the gateway saw them.

use serde_json::Value;

use crate::verification::{CallKind, ObservedCall};

/// A request that cannot be parsed counts as one text.
pub fn texts(calls: &[ObservedCall]) -> Vec<String> {
    let mut texts = Vec::new();
    for call in calls.iter().filter(|call| call.kind == CallKind::Embedding) {
        let body: Value = serde_json::from_slice(&call.request).unwrap_or(Value::Null);
        match &body["input"] {
            Value::Array(inputs) => {
                let text = |input: &Value| input.as_str().unwrap_or_default().to_owned();
                texts.extend(inputs.iter().map(text));
            }
            input => texts.push(input.as_str().unwrap_or_default().to_owned()),
        }
    }
    texts
}
