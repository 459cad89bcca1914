//! Who sends a request. Practitioners are known by their cookie, candidates by their link's token.
//! Neither may come from a foreign page.

mod candidate;
mod foreign_pages;
mod origins;
mod proxies;
mod sign_in;

pub use candidate::{Candidate, candidate_of_token};
pub use foreign_pages::{check_origin, refuse_foreign, require_origin};
pub use origins::{OriginError, Origins};
pub use proxies::{Asker, NoNetwork, ProxyNetwork, TrustedProxies};
pub use sign_in::{SignedIn, me, sign_in, sign_out};
