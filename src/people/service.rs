//! What all subjects of this room share. Each subject's methods are in a separate file.

use super::throttle::SignInGuard;
use crate::store::Store;

/// Accounts, sign-ins and candidates' tokens of an installation.
pub struct People {
    pub(super) store: Store,
    /// In memory only: a restart forgets failed attempts, and the addresses where people were
    /// signed in.
    pub(super) sign_ins: SignInGuard,
}

impl People {
    pub fn new(store: Store) -> Self {
        Self {
            store,
            sign_ins: SignInGuard::default(),
        }
    }
}
