//! Prompts are files with versions: `prompts/<name>/v<N>.md`. A label such as `production` points
//! to one version of each, in `prompts/labels.toml`.

mod registry;
mod template;

pub use registry::{Prompt, Registry, RegistryError, Selector};
pub use template::{Template, TemplateError};
