//! The scoring service: what all of its rules share.

use std::sync::Arc;

use crate::domain::scoring_policy::ScoringPolicy;
use crate::editions::Editions;
use crate::store::Store;

/// Reviews, blindness, adjudication, anchors, agreement and review time. Each subject's methods are
/// in a file of their own, beside this one.
pub struct Scoring {
    pub(super) store: Store,
    pub(super) editions: Arc<Editions>,
    pub(super) policy: ScoringPolicy,
}

impl Scoring {
    pub fn new(store: Store, editions: Arc<Editions>, policy: ScoringPolicy) -> Self {
        Self {
            store,
            editions,
            policy,
        }
    }
}
