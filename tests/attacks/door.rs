//! Attacks on the service's listener and start: connections that send nothing, wrong passwords,
//! full memory folders, and a start that fails.

mod connections;
mod memory;
mod passwords;
mod start;
