//! The part of JSON Schema that the simulated models obey.
//!
//! What they support they do exactly. A schema with anything else is refused by the keyword's name
//! before any work is done. `docs/simulated-models.md` lists the keywords.

mod choices;
mod fill;
mod fits;
mod numbers;
mod reference;
mod roles;
mod supported;

use serde_json::Value;

use super::fields::Fields;
use fill::Filler;

pub(super) use supported::check;

/// The answer in the schema's form; `None` if no value can have that form.
pub(super) fn filled(schema: &Value, fields: &Fields, scale: u32) -> Option<Value> {
    let value = Filler::new(schema, fields, scale).root()?;
    // A second check: a mistake in filling becomes a refusal, not a broken answer.
    fits::fits(schema, schema, &value).then_some(value)
}

#[cfg(test)]
mod tests;
