//! The HTTP interface: the only place with axum's routing. `docs/http.md` describes it.

pub mod access;
pub mod assets;
mod candidate;
pub mod error;
mod events;
mod headers;
mod invitations;
pub mod json;
mod replay;
mod request_log;
mod reviews;
pub mod router;
mod scenarios;
pub mod sessions;
pub mod state;
mod terminal;
pub mod typescript;
pub mod views;

pub use error::RouteError;
pub use state::RouteState;
