//! The database: the only place with SQL. One SQLite file in WAL mode; a file an aggregate.

pub mod access;
pub mod adjudication;
pub mod anchors;
pub mod blindness;
pub mod blobs;
mod curve;
pub mod database;
pub mod embeddings;
pub mod events;
pub mod events_by;
pub mod imports;
pub mod replay;
pub mod review_time;
pub mod reviews;
pub mod sessions;
pub mod signatures;

pub use database::{Store, StoreError};
