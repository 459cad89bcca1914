//! Which variables our code gives to a prompt. A version that wants others would fail each answer,
//! so it is refused where it is promoted, not where it is used.

use std::collections::BTreeSet;

use super::template::{Template, TemplateError};

/// The variables of the prompts that our code renders; `None` for any other.
fn given(name: &str) -> Option<BTreeSet<&'static str>> {
    match name {
        "answer" => Some(BTreeSet::from(["context", "question"])),
        "judge" => Some(BTreeSet::from(["context", "question", "answer"])),
        _ => None,
    }
}

/// Whether our code can render this version of a prompt.
pub(super) fn check(name: &str, template: &Template) -> Result<(), TemplateError> {
    given(name).map_or(Ok(()), |given| template.accepts(&given))
}
