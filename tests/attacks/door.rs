//! At the service's own door: connections that send nothing, passwords that are wrong, folders that
//! are memory, and a start that fails.

mod connections;
mod memory;
mod passwords;
mod start;
