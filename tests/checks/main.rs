//! Checks in real sandboxes against candidates who would rather pass than repair.
//!
//! Needs a Docker Engine and the image `assay/halden-rust:latest` and the embedding model (`make
//! images model`). What is missing fails the tests.

mod bench;
mod forged;
mod live;
mod processes;
mod program;
mod surroundings;
