//! The server as its clients see it: the built binary on free ports, the official clients.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod collections;
mod durability;
mod filters;
mod points;
mod python;
mod query;
mod report;
mod server;
mod unsupported;
mod upkeep;
