//! The real router on a real port, over a database in a temporary folder.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to work")]

mod access;
mod pages;
mod reviews;
mod service;
mod sessions;
mod types;
