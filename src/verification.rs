//! Clean sandboxes: for checks of what was handed in, for proving a scenario, and for trying one.

pub mod conformance;
mod container;
mod factory;
mod fault;
mod judge;
mod observer;
mod plan;
mod process;
mod proving;
mod resources;
mod sandbox;
pub mod stored_embeddings;
mod trial;
pub mod wants;
mod workspace;

pub use factory::Factory;
pub use plan::LayOut;
pub use proving::{Means, Proving, ProvingError};
pub use resources::Resources;
pub use trial::Trial;
