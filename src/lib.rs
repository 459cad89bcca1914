//! Assay: paid work-sample sessions, recorded, replayed and scored.
//!
//! One direction, one folder a stage: see `docs/architecture.md` for the floors. A file imports
//! from lower floors only.

pub mod app;
pub mod cli;
pub mod client;
pub mod config;
pub mod editions;
pub mod replay;
pub mod routes;
pub mod scoring;
pub mod serving;
pub mod session;
pub mod verification;

pub use assay_background as background;
pub use assay_check as check;
pub use assay_domain as domain;
pub use assay_gateway as gateway;
pub use assay_git_program as git_program;
pub use assay_people as people;
pub use assay_pipeline as pipeline;
pub use assay_recorder as recorder;
pub use assay_sandbox as sandbox;
pub use assay_scenario as scenario;
pub use assay_static_page as static_page;
pub use assay_store as store;
pub use assay_trace as trace;
