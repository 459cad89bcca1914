//! The real router on a real port, over a database in a temporary folder.

mod access;
mod pages;
mod reviews;
mod service;
mod sessions;
mod types;
