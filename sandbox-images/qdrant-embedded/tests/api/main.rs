//! The server as its clients see it: the built binary on free ports, the official clients.

mod collections;
mod durability;
mod filters;
mod points;
mod python;
mod query;
mod server;
mod unsupported;
mod upkeep;
