//! The database: the only place with SQL. One SQLite file in WAL mode; a file an aggregate.

pub mod access;
pub mod adjudication;
pub mod anchors;
pub mod blindness;
pub mod blobs;
pub mod database;
pub mod embeddings;
pub mod events;
pub mod review_time;
pub mod reviews;
pub mod sessions;

pub use database::{Store, StoreError};
