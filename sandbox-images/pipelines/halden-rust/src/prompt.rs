//! Prompts are files with versions: `prompts/<name>/v<N>.md`. A label such as `production` points
//! to one version of each, in `prompts/labels.toml`, and for a share of askers to another one.

mod change_log;
mod contract;
mod labels;
mod listing;
mod moves;
mod registry;
mod release;
mod resolver;
mod template;

pub use labels::{Pointer, Rollout};
pub use listing::Listing;
pub use moves::Moved;
pub use registry::{Prompt, Registry, RegistryError, Selector};
pub use release::{Release, asker};
pub use resolver::Resolver;
pub use template::{Template, TemplateError};
