//! The session's models: all of them, or one.

use data_encoding::HEXLOWER_PERMISSIVE;
use serde_json::{Value, json};

use super::answer::Whole;
use super::error::ApiError;
use super::minilm::MODEL_NAME;
use super::offers::Backend;
use super::state::Gateway;

const ONE: &str = "/v1/models/";

/// Lists the session's models, with what each of them is.
pub(super) fn answer(gateway: &Gateway) -> Whole {
    let models: Vec<Value> = models(gateway).collect();
    Whole::ok(json!({"object": "list", "data": models}).to_string())
}

pub(super) fn one(gateway: &Gateway, path: &str) -> Result<Whole, ApiError> {
    let name = path.strip_prefix(ONE).unwrap_or_default();
    let name = unescaped(name).ok_or_else(|| ApiError::unknown_model(name))?;
    let model = models(gateway).find(|model| model["id"] == name);
    let model = model.ok_or_else(|| ApiError::unknown_model(&name))?;
    Ok(Whole::ok(model.to_string()))
}

fn models(gateway: &Gateway) -> impl Iterator<Item = Value> {
    let chat = gateway.offers.iter().map(|(name, offer)| {
        let owner = match offer.backend {
            Backend::Simulated(_) => "assay-simulated",
            Backend::Upstream(_) => "upstream",
        };
        (name.as_str(), owner)
    });
    let all = chat.chain([(MODEL_NAME, "assay")]);
    all.map(|(name, owner)| json!({"id": name, "object": "model", "created": 0, "owned_by": owner}))
}

/// Clients escape a slash in a model's name.
fn unescaped(name: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            bytes.extend(HEXLOWER_PERMISSIVE.decode(rest.get(..2)?).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unescaped() {
        assert_eq!(unescaped("a-1").as_deref(), Some("a-1"));
        assert_eq!(unescaped("org%2Fa b%C3%A9").as_deref(), Some("org/a bé"));
        assert_eq!(
            (unescaped("%2"), unescaped("%zz"), unescaped("%ff")),
            (None, None, None)
        );
        assert_eq!(unescaped("%+f"), None);
    }
}
