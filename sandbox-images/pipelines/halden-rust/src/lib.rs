//! Halden's support assistant: questions about our policies, contracts, manuals and prices,
//! answered from our own documents, with citations.
//!
//! Data flows one way and each stage is a module:
//!
//! ```text
//! corpus → chunk → embed → index            (ingest)
//!                            ↓
//! question → retrieve → fuse → rerank → pack → prompt → generate → validate   (ask)
//! ```
//!
//! [`ingest`] and [`assistant`] are the only modules that tie stages together. [`desk`] gives each
//! asker the right prompt and logs the answer; [`worker`] does so line by line; [`eval`] measures.

pub mod answer_cache;
pub mod answer_log;
pub mod assistant;
pub mod chunk;
pub mod config;
pub mod corpus;
pub mod desk;
pub mod embed;
pub mod eval;
pub mod fuse;
pub mod gateway;
pub mod generate;
pub mod index;
pub mod ingest;
pub mod journal;
pub mod pack;
pub mod prompt;
pub mod rerank;
pub mod retrieve;
pub mod scope;
pub mod stage;
pub mod telemetry;
pub mod text;
pub mod validate;
pub mod worker;
