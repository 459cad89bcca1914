//! Who may do what: practitioners by password and cookie, candidates by their link's token, and
//! neither through a foreign page.

mod candidate;
mod origin;
mod password;
mod sign_in;
mod throttle;

pub use candidate::{Candidate, candidate_of_token};
pub use origin::{OriginError, Origins, check_origin, refuse_foreign, require_origin};
pub use password::{MIN_PASSWORD, WeakPassword, hash_new_password};
pub use sign_in::{SignedIn, me, sign_in, sign_out};
pub use throttle::SignInGuard;
