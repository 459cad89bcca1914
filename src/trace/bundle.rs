//! Traces outside a database: exported, verified, imported. `docs/trace.md` describes the format.
//!
//! A bundle has `manifest.json`, `events.jsonl` (one line for each event: `prev`, `hash`, and
//! `event`, the exact bytes that were hashed), `blobs/<digest>`, and files that are derived from
//! these for convenience: `terminal-<n>.raw`, `.cast` and `.v2.cast`, `workspace.git`,
//! `report.html`.

pub mod archive;
mod error;
mod export;
mod folder;
mod history;
pub mod import;
mod manifest;
mod page;
mod stored;
mod terminals;
mod visit;

pub use error::BundleError;
pub use export::export;
pub use folder::verify_folder;
pub use stored::verify_stored;
pub use visit::{Verified, Visit};
