//! The server as its clients see it: the built binary on free ports, and the official clients.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod collections;
mod durability;
mod filters;
mod points;
mod prefetch;
mod python;
mod query;
mod report;
mod rest;
mod server;
mod unsupported;
mod upkeep;
