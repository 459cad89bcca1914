//! The two indexes, and the manifest that says what should be in them.

mod analyzer;
mod dense;
mod lexical;
mod manifest;
mod record;

pub use analyzer::{stems, text_analyzer};
pub use dense::{COLLECTION, DenseIndex};
pub use lexical::{LexicalCounts, LexicalIndex};
pub use manifest::{DocumentEntry, Fingerprint, FingerprintMismatch, Manifest};
pub use record::Record;
