//! The chat models that a session may use, and the backend of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::config::{GatewayConfig, Price};
use super::embedder::Seat;
use super::simulated::Reader;
use super::upstream::{Upstream, UpstreamError};

pub(super) struct Offer {
    pub backend: Backend,
    pub price: Price,
}

pub(super) enum Backend {
    Simulated(Reader),
    Upstream(Upstream),
}

/// The configured models by name; a provider's model hides a simulated one of the same name.
pub(super) fn offers(
    config: &GatewayConfig,
    seat: &Arc<Seat>,
) -> Result<BTreeMap<String, Offer>, UpstreamError> {
    let mut offers = BTreeMap::new();
    for model in &config.simulated {
        let reader = Reader::new(model.clone(), Arc::clone(seat));
        let offer = Offer {
            backend: Backend::Simulated(reader),
            price: model.price,
        };
        offers.insert(model.name.clone(), offer);
    }
    if let Some(config) = &config.upstream {
        for (model, upstream) in config.models.iter().zip(Upstream::of_each(config)?) {
            let offer = Offer {
                backend: Backend::Upstream(upstream),
                price: model.price,
            };
            offers.insert(model.name.clone(), offer);
        }
    }
    Ok(offers)
}
