//! What the routes share.

use std::sync::Arc;

use super::access::{Origins, SignInGuard};
use crate::domain::scoring_policy::ScoringPolicy;
use crate::editions::Editions;
use crate::replay::Replay;
use crate::store::Store;

/// Everything a handler may use. Cheap to clone.
#[derive(Clone)]
pub struct RouteState {
    /// The database.
    pub store: Store,
    /// Scenarios and pipelines, as they are today and as sessions were invited with them.
    pub editions: Arc<Editions>,
    /// Traces as the desk reads them.
    pub replay: Arc<Replay>,
    /// Which pages are ours.
    pub origins: Arc<Origins>,
    /// Brakes and bounds sign-ins.
    pub sign_ins: Arc<SignInGuard>,
    /// The rules of scoring.
    pub policy: ScoringPolicy,
}

impl RouteState {
    /// The state of a service that people reach at this origin.
    pub fn new(store: Store, editions: Arc<Editions>, origins: Origins) -> Self {
        Self {
            replay: Arc::new(Replay::new(store.clone(), editions.clone())),
            store,
            editions,
            origins: Arc::new(origins),
            sign_ins: Arc::new(SignInGuard::default()),
            policy: ScoringPolicy::default(),
        }
    }

    /// The same with other rules of scoring than the usual ones.
    #[must_use]
    pub fn with_policy(self, policy: ScoringPolicy) -> Self {
        Self { policy, ..self }
    }
}
