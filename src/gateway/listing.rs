//! The listing of models.

use serde_json::json;

use super::exchange::Whole;
use super::minilm::MODEL_NAME;
use super::server::{Backend, Gateway};

/// Lists the session's models, and says of each what it is.
pub(super) fn answer(gateway: &Gateway) -> Whole {
    let chat = gateway.offers.iter().map(|(name, offer)| {
        let owner = match offer.backend {
            Backend::Simulated(_) => "assay-simulated",
            Backend::Upstream(_) => "upstream",
        };
        json!({"id": name, "object": "model", "created": 0, "owned_by": owner})
    });
    let embedding = json!({"id": MODEL_NAME, "object": "model", "created": 0, "owned_by": "assay"});
    let models: Vec<_> = chat.chain([embedding]).collect();
    Whole::ok(json!({"object": "list", "data": models}).to_string())
}
