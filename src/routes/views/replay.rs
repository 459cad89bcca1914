//! How the desk reads a trace without loading it: `docs/replay.md`. The types belong to the replay,
//! which keeps some of them in its index.

pub use crate::replay::answers::*;
