//! Checks in real sandboxes against candidates who want to pass without repairing anything.
//!
//! Needs a Docker Engine, the image `assay/halden-rust:latest` and the embedding model (`make
//! images model`). If one is missing, the tests fail.

mod bench;
mod forged;
mod live;
mod processes;
mod program;
mod surroundings;
