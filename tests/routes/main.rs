//! The real router on a real port, over a database in a temporary folder.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod access;
mod pages;
mod replay;
mod reviews;
mod service;
mod sessions;
mod types;
