//! A choice among the values that a schema lists.

use serde_json::Value;

use super::super::fields::Fields;
use super::roles::Role;

const GOOD: [&str; 9] = [
    "pass",
    "passed",
    "yes",
    "true",
    "correct",
    "supported",
    "grounded",
    "faithful",
    "good",
];
const BAD: [&str; 9] = [
    "fail",
    "failed",
    "no",
    "false",
    "incorrect",
    "unsupported",
    "ungrounded",
    "unfaithful",
    "bad",
];

/// The valid value that expresses the answer best.
pub(super) fn chosen<'a>(valid: &[&'a Value], role: Role, fields: &Fields) -> Option<&'a Value> {
    let first = valid.first().copied()?;
    let last = valid.last().copied()?;
    match role {
        Role::Flag(_) | Role::Verdict => {
            let holds = role.flag(fields);
            let words = if holds { GOOD } else { BAD };
            let said = |value: &&&Value| match value {
                Value::Bool(flag) => *flag == holds,
                Value::String(word) => words.contains(&word.to_lowercase().as_str()),
                _ => false,
            };
            let listed = valid.iter().find(said).copied();
            // If the values are not known words, the first is assumed to mean yes.
            Some(listed.unwrap_or(if holds { first } else { last }))
        }
        Role::Score => {
            let numbers: Vec<f64> = valid.iter().filter_map(|it| it.as_f64()).collect();
            let top = numbers.iter().copied().fold(f64::MIN, f64::max);
            let low = numbers.iter().copied().fold(f64::MAX, f64::min);
            let wanted = low + (top - low) * f64::from(fields.score);
            let away = |it: &Value| it.as_f64().map_or(f64::MAX, |it| (it - wanted).abs());
            let nearest = valid.iter().min_by(|a, b| away(a).total_cmp(&away(b)));
            Some(nearest.copied().unwrap_or(first))
        }
        Role::Citation(number) => {
            let same = |it: &&&Value| it.as_u64() == Some(number.into());
            Some(valid.iter().find(same).copied().unwrap_or(first))
        }
        // The reader is extractive: it chooses the word that the answer contains, or none.
        Role::Answer | Role::Reason | Role::Citations | Role::Other => {
            let answer = fields.text.to_lowercase();
            let read = |it: &&&Value| match it {
                Value::String(word) => !word.is_empty() && answer.contains(&word.to_lowercase()),
                _ => false,
            };
            let found = valid.iter().find(read);
            let none = valid.iter().find(|it| it.is_null());
            Some(found.or(none).copied().unwrap_or(first))
        }
    }
}
