//! Traces: any change to an exported trace is found and named, bytes stay the same, and old exports
//! can be read and imported.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod archives;
mod exported;
mod fixture;
mod forged;
mod history;
mod imports;
mod made;
mod tampered;
mod without_assay;
