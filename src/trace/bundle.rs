//! Traces outside a database: exported, verified, imported. The format is `docs/trace.md`.
//!
//! `manifest.json`, `events.jsonl` (a line an event: `prev`, `hash`, and `event`, the exact bytes
//! that were hashed), `blobs/<digest>`, and what is derived from them for convenience:
//! `terminal-<n>.raw`, `.cast` and `.v2.cast`, `workspace.git`, `report.html`.

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
