//! The service as its users meet it: the real program on a real Docker Engine, driven over the real
//! protocols, including failures of everything that it depends on.
//!
//! Needs an engine, the image `assay/halden-rust:latest` and the embedding model (`make images
//! model`), and root, which sandboxes need anyway. If one is missing, the tests fail.

mod clock;
mod confinement;
mod curve;
mod disk;
mod editions;
mod engine;
mod engine_away;
mod faults;
mod files;
mod harness;
mod killed;
mod kinds;
mod life;
mod moments;
mod orphans;
mod pauses;
mod read_only;
mod refused;
mod restarts;
mod signed;
mod standing;
mod surroundings;
mod tracks;
mod typing;
mod warm;
