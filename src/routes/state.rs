//! What the routes share.

use std::sync::Arc;

use super::access::{Origins, SignInGuard};
use crate::replay::Replay;
use crate::scenario::Library;
use crate::store::Store;

/// Everything a handler may use. Cheap to clone.
#[derive(Clone)]
pub struct RouteState {
    /// The database.
    pub store: Store,
    /// Scenarios and pipelines.
    pub library: Arc<Library>,
    /// Traces as the desk reads them.
    pub replay: Arc<Replay>,
    /// Which pages are ours.
    pub origins: Arc<Origins>,
    /// Brakes and bounds sign-ins.
    pub sign_ins: Arc<SignInGuard>,
}

impl RouteState {
    /// The state of a service that people reach at this origin.
    pub fn new(store: Store, library: Library, origins: Origins) -> Self {
        let library = Arc::new(library);
        Self {
            replay: Arc::new(Replay::new(store.clone(), library.clone())),
            store,
            library,
            origins: Arc::new(origins),
            sign_ins: Arc::new(SignInGuard::default()),
        }
    }
}
