//! `halden ingest`

use anyhow::{Result, ensure};

use halden::config::{Config, Environment};
use halden::corpus::Corpus;
use halden::embed::Embedder;
use halden::gateway::Gateway;
use halden::index::{DenseIndex, Fingerprint, LexicalIndex, Manifest};
use halden::ingest::{Stores, ingest};

use super::session::lexical_folder;
use crate::cli::Ingest;

pub async fn run(config: &Config, environment: &Environment, arguments: Ingest) -> Result<()> {
    let corpus = Corpus::load(&arguments.corpus)?;
    std::fs::create_dir_all(&environment.state)?;
    let dense = DenseIndex::new(&environment.qdrant_url, config.embed.dimensions)?;
    let manifest = prepare(config, environment, &dense, arguments.full).await?;
    let lexical = LexicalIndex::open(&lexical_folder(environment))?;
    let gateway = Gateway::new(environment, &config.retry)?;
    let embedder = Embedder::new(&gateway, &config.embed);
    let stores = Stores {
        lexical: &lexical,
        dense: &dense,
        state: &environment.state,
    };
    let report = ingest(corpus, manifest, &stores, &embedder, config).await?;
    super::print(&report)?;
    ensure!(
        report.failed.is_empty(),
        "{} documents could not be indexed; the others are",
        report.failed.len()
    );
    Ok(())
}

/// The manifest to start from. Where either store or the manifest is missing, or everything is to
/// be done again, both stores are emptied: there is no state of one without the other.
async fn prepare(
    config: &Config,
    environment: &Environment,
    dense: &DenseIndex,
    full: bool,
) -> Result<Manifest> {
    let fingerprint = Fingerprint::of(config);
    let folder = lexical_folder(environment);
    if !full
        && let Some(manifest) = Manifest::load(&environment.state)?
        && folder.is_dir()
        && dense.exists().await?
    {
        manifest.require(&fingerprint)?;
        return Ok(manifest);
    }
    tracing::warn!("starting from empty stores");
    // The manifest first: without it, an interruption here leads back to this place.
    Manifest::delete(&environment.state)?;
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    dense.drop().await?;
    dense.create().await?;
    Ok(Manifest::empty(fingerprint))
}
