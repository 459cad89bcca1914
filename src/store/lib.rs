//! The database: the only place with SQL. One SQLite file in WAL mode; a file an aggregate.

use assay_background as background;
use assay_domain as domain;

pub mod access;
pub mod adjudication;
pub mod anchors;
pub mod blindness;
pub mod blobs;
mod commits;
mod curve;
pub mod database;
pub mod drafts;
pub mod editions;
pub mod embeddings;
mod error;
mod event_families;
pub mod events;
pub mod events_by;
pub mod imports;
pub mod left_out;
mod log_file;
pub mod replay;
pub mod review_time;
pub mod reviews;
mod rows;
pub mod sessions;
pub mod signatures;
pub mod terminals;
pub mod transcripts;
mod writing;

pub use database::Store;
pub use error::{DamagedEvent, StoreError};
