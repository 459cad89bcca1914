//! Assay: paid work-sample sessions, recorded, replayed and scored.
//!
//! One direction, one folder a stage: see `docs/architecture.md` for the floors. A file imports
//! from lower floors only.

pub mod app;
pub mod background;
pub mod check;
pub mod cli;
pub mod client;
pub mod config;
pub mod domain;
pub mod editions;
pub mod gateway;
pub mod git_program;
pub mod people;
pub mod recorder;
pub mod replay;
pub mod routes;
pub mod sandbox;
pub mod scenario;
pub mod scoring;
pub mod serving;
pub mod session;
pub mod static_page;
pub mod store;
pub mod trace;
pub mod verification;
