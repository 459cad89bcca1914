//! What a pipeline is: a folder with a healthy application that describes itself in
//! `pipeline.toml`, and the documents and questions of its domain. Nothing above this room knows a
//! pipeline by name. The format is described in `docs/pipelines.md`.

use assay_domain as domain;

mod base;
mod error;
pub mod folder;
mod ignored;
pub mod locate;
mod manifest;
mod manifest_fit;
mod pipelines;
pub mod question;
pub mod schema;
mod slug;

pub use base::Base;
pub use error::ReadError;
pub use folder::SourceFile;
pub use ignored::Ignored;
pub use manifest::{Build, PipelineManifest};
pub use pipelines::Pipelines;
pub use slug::is_slug;
