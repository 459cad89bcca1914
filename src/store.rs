//! The database: the only place with SQL. One SQLite file in WAL mode; a file an aggregate.

pub mod access;
pub mod blobs;
pub mod database;
pub mod embeddings;
pub mod events;
pub mod events_by;
pub mod replay;
pub mod reviews;
pub mod sessions;

pub use database::{Store, StoreError};
