//! Who people are: practitioners sign in with a password, candidates with the token of their link.
//! [`People`] is the entry point.

use assay_domain as domain;
use assay_store as store;

mod error;
mod openings;
mod password;
mod service;
mod sign_in;
mod throttle;

pub use error::PeopleError;
pub use password::{MIN_PASSWORD, WeakPassword, hash_new_password};
pub use service::People;
pub use sign_in::SIGN_IN_MINUTES;
