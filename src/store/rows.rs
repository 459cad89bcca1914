//! Rows that a commit writes: as Rust has them, as the database has them, and how a transaction puts
//! them there. The files above give them to the rest of the program, a file an aggregate.

pub mod blob;
pub mod digest;
pub mod event;
pub mod left_out;
pub mod session;
