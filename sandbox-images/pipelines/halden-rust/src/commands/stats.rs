//! `halden stats`

use anyhow::Result;
use serde_json::json;

use halden::config::{Config, Environment};
use halden::index::{DenseIndex, LexicalCounts, LexicalIndex, Manifest};

use super::session::lexical_folder;

pub async fn run(config: &Config, environment: &Environment) -> Result<()> {
    let manifest = Manifest::load(&environment.state)?;
    let folder = lexical_folder(environment);
    let lexical = if LexicalIndex::exists(&folder) {
        LexicalIndex::open(&folder)?.counts()?
    } else {
        LexicalCounts::default()
    };
    let dense = DenseIndex::new(&environment.qdrant_url, config.embed.dimensions)?;
    let points = if dense.exists().await? { dense.points().await? } else { 0 };
    super::print(&json!({
        "bm25": lexical,
        "dense": { "points": points },
        "manifest": {
            "documents": manifest.as_ref().map_or(0, |manifest| manifest.documents.len()),
            "chunks": manifest.as_ref().map_or(0, Manifest::chunks),
        },
    }))
}
