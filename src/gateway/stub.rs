//! A provider that misbehaves on purpose, to check how a pipeline handles it.

use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::StatusCode;
use serde_json::Value;
use tokio::sync::Notify;

use super::answer::{Answer, Whole};
use super::calls::ErrorClass;
use super::draft::Draft;
use super::error::ApiError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misbehaviour {
    /// The provider answers 503.
    Fail,
    /// Vectors come in reverse order, each with its correct index.
    Reorder,
    /// The last vector, or the completion, is missing.
    Short,
    /// Vectors have half of their numbers; a text stops half-way, and the answer says so.
    Truncate,
    /// 200 with a body that is not JSON.
    Garbage,
    /// A completion in the right form whose text is nonsense.
    Nonsense,
    /// The provider never answers.
    Hang,
}

/// The provider that misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Embeddings,
    Chat,
}

#[derive(Debug)]
struct Active {
    target: Target,
    how: Misbehaviour,
    every: u32,
    calls: u32,
}

/// Whether, and how, a gateway's provider misbehaves at present.
#[derive(Debug, Default)]
pub struct Stubs {
    active: Mutex<Option<Active>>,
    cleared: Notify,
}

impl Stubs {
    /// From now on, every `every`th call to this provider goes wrong in this way.
    pub fn set(&self, target: Target, how: Misbehaviour, every: u32) {
        *self.active() = Some(Active {
            target,
            how,
            every: every.max(1),
            calls: 0,
        });
    }
    pub fn clear(&self) {
        *self.active() = None;
        self.cleared.notify_waiters();
    }

    /// How this call goes wrong, if it does. Counts the call.
    pub(super) fn due(&self, target: Target) -> Option<Misbehaviour> {
        let mut active = self.active();
        let active = active.as_mut().filter(|active| active.target == target)?;
        active.calls = active.calls.wrapping_add(1);
        active
            .calls
            .is_multiple_of(active.every)
            .then_some(active.how)
    }

    fn active(&self) -> std::sync::MutexGuard<'_, Option<Active>> {
        self.active.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What goes wrong before the provider starts on the call. A call that hangs takes no place among
/// the exchanges in progress; otherwise it would make other calls fail instead.
pub(super) async fn before(
    how: Option<Misbehaviour>,
    stubs: &Stubs,
    draft: &mut Draft,
) -> Result<(), ApiError> {
    match how {
        Some(Misbehaviour::Fail) => {}
        Some(Misbehaviour::Hang) => {
            draft.give_up_place();
            stubs.cleared.notified().await;
        }
        _ => return Ok(()),
    }
    let message = "The provider is overloaded.";
    let mut error = ApiError::upstream(ErrorClass::UpstreamStatus, message);
    error.status = StatusCode::SERVICE_UNAVAILABLE;
    Err(error)
}

/// What goes wrong with an answer. A stream cannot be altered, so it is refused: a check that asks
/// for an altered stream must not pass because nothing was altered.
pub(super) fn after(how: Option<Misbehaviour>, answer: Answer) -> Result<Answer, ApiError> {
    let Some(how) = how else {
        return Ok(answer);
    };
    let Answer::Whole(mut whole) = answer else {
        let message = "The provider broke off.";
        return Err(ApiError::upstream(ErrorClass::UpstreamTruncated, message));
    };
    if whole.error.is_none() {
        whole.body = twisted(how, &whole);
    }
    Ok(Answer::Whole(whole))
}

fn twisted(how: Misbehaviour, whole: &Whole) -> Bytes {
    if how == Misbehaviour::Garbage {
        return Bytes::from_static(b"<html><body>Bad gateway</body></html>");
    }
    let mut body: Value = serde_json::from_slice(&whole.body).unwrap_or(Value::Null);
    if let Some(data) = body.get_mut("data").and_then(Value::as_array_mut) {
        twist_vectors(how, data);
    }
    if let Some(choices) = body.get_mut("choices").and_then(Value::as_array_mut) {
        twist_choices(how, choices);
    }
    Bytes::from(body.to_string())
}

fn twist_vectors(how: Misbehaviour, data: &mut Vec<Value>) {
    match how {
        Misbehaviour::Reorder => data.reverse(),
        Misbehaviour::Short => {
            data.pop();
        }
        Misbehaviour::Truncate => {
            for item in data {
                match item.get_mut("embedding") {
                    Some(Value::Array(numbers)) => numbers.truncate(numbers.len() / 2),
                    // The text is base64: a multiple of sixteen characters can still be decoded.
                    Some(Value::String(text)) => text.truncate(text.len() / 32 * 16),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn twist_choices(how: Misbehaviour, choices: &mut Vec<Value>) {
    match how {
        Misbehaviour::Short => choices.clear(),
        Misbehaviour::Truncate | Misbehaviour::Nonsense => {
            for choice in choices {
                let text = choice["message"]["content"].as_str().unwrap_or_default();
                if how == Misbehaviour::Truncate {
                    let half = text.chars().count() / 2;
                    choice["message"]["content"] =
                        text.chars().take(half).collect::<String>().into();
                    choice["finish_reason"] = "length".into();
                } else {
                    choice["message"]["content"] = "qwlx frbt, zzyn: \u{fffd}} 7f~".into();
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn twist(how: Misbehaviour, body: &Value) -> Value {
        let whole = Whole::ok(body.to_string());
        serde_json::from_slice(&twisted(how, &whole)).unwrap_or(Value::Null)
    }

    #[test]
    fn vectors_go_wrong_as_asked() {
        let body = json!({"data": [
            {"index": 0, "embedding": [1, 2, 3, 4]}, {"index": 1, "embedding": [5, 6, 7, 8]},
        ]});
        let reordered = twist(Misbehaviour::Reorder, &body);
        assert_eq!(reordered["data"][0], body["data"][1]);
        assert_eq!(reordered["data"][1]["index"], 0);
        let short = twist(Misbehaviour::Short, &body);
        assert_eq!(short["data"].as_array().unwrap().len(), 1);
        let truncated = twist(Misbehaviour::Truncate, &body);
        assert_eq!(truncated["data"][1]["embedding"], json!([5, 6]));
        assert_eq!(twist(Misbehaviour::Garbage, &body), Value::Null);
    }

    #[test]
    fn completions_go_wrong_as_asked() {
        let choice = json!({"message": {"content": "abcdef"}, "finish_reason": "stop"});
        let body = json!({"choices": [choice]});
        assert_eq!(twist(Misbehaviour::Short, &body)["choices"], json!([]));
        let truncated = &twist(Misbehaviour::Truncate, &body)["choices"][0];
        assert_eq!(truncated["message"]["content"], "abc");
        assert_eq!(truncated["finish_reason"], "length");
        let nonsense = &twist(Misbehaviour::Nonsense, &body)["choices"][0];
        assert_eq!(nonsense["finish_reason"], "stop");
        assert_ne!(nonsense["message"]["content"], "abcdef");
    }

    #[test]
    fn only_each_nth_call_of_the_target_goes_wrong() {
        let stubs = Stubs::default();
        stubs.set(Target::Chat, Misbehaviour::Fail, 3);
        assert_eq!(stubs.due(Target::Embeddings), None);
        let seen: Vec<_> = (0..6).map(|_| stubs.due(Target::Chat).is_some()).collect();
        assert_eq!(seen, [false, false, true, false, false, true]);
        stubs.clear();
        assert_eq!(stubs.due(Target::Chat), None);
    }
}
