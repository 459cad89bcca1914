//! What was left out of the prompt, and why, as the span of the packing tells it: how many, and an
//! event for each (`doc` and `chunk`, or `id`, and a `reason`).

use serde_json::Value;

use crate::domain::event::SpanMoment;
use crate::replay::answers::{AskLeftOutView, AskPackedView, AskSpanView};
use crate::replay::line::{LABEL, shortened};

/// The most of them in one answer.
const MOST: usize = 200;
/// Reasons as pipelines write them, in words.
const REASONS: [(&str, &str); 2] = [("OverBudget", "over budget"), ("Duplicate", "duplicate")];

/// What a span tells of its packing.
pub fn packed(span: &AskSpanView) -> AskPackedView {
    let number = |key: &str| span.attributes.get(key).and_then(Value::as_u64);
    let told = span.details.events.iter().filter_map(left_out);
    AskPackedView {
        dropped: number("dropped"),
        tokens: number("tokens"),
        left_out: told.take(MOST).collect(),
    }
}

fn left_out(moment: &SpanMoment) -> Option<AskLeftOutView> {
    let said = |key: &str| match moment.attributes.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let reason = said("reason")?;
    let id = match (said("id"), said("doc"), said("chunk")) {
        (Some(id), ..) => id,
        (None, Some(doc), Some(chunk)) => format!("{doc}#{chunk}"),
        _ => return None,
    };
    let known = REASONS.iter().find(|(wrote, _)| *wrote == reason);
    Some(AskLeftOutView {
        id: shortened(&id, LABEL),
        why: known.map_or_else(
            || shortened(&reason, LABEL),
            |(_, words)| (*words).to_owned(),
        ),
    })
}
