//! The HTTP interface: the only place with axum's routing. `docs/http.md` describes it.

pub mod access;
mod adjudication;
mod anchors;
mod asked_session;
pub mod assets;
mod blind;
mod calibration;
mod candidate;
mod check_curve;
pub mod error;
mod events;
mod headers;
mod invitations;
pub mod json;
mod people_errors;
mod replay;
mod report;
mod request_log;
mod review_time;
mod reviews;
pub mod router;
mod scenarios;
mod scoring_errors;
pub mod sessions;
mod standing;
pub mod state;
mod terminal;
mod to_the_end;
mod transcripts;
pub mod typescript;
pub mod views;

pub use error::RouteError;
pub use state::RouteState;
