//! Rows that a commit writes: their form in Rust, their form in the database, and how a transaction
//! writes them. The files above pass them to the rest of the program; each has one aggregate.

pub mod blob;
pub mod digest;
pub mod event;
pub mod left_out;
pub mod session;
