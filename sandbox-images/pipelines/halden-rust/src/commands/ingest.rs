//! `halden ingest`

use std::fs::File;

use anyhow::{Context, Result, ensure};

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
    // Held until the process ends: two ingests at once would undo each other's work.
    let lock = File::create(environment.state.join("ingest.lock"))?;
    lock.try_lock().context("another ingest is running")?;

    let dense = DenseIndex::new(&environment.qdrant_url, config.embed.dimensions)?;
    let (lexical, manifest) = prepare(config, environment, &dense, arguments.full).await?;
    let gateway = Gateway::new(environment, &config.retry)?;
    let embedder = Embedder::new(&gateway, &config.embed);
    let stores = Stores { lexical: &lexical, dense: &dense, state: &environment.state };
    let report = ingest(corpus, manifest, &stores, &embedder, config).await?;
    super::print(&report)?;
    ensure!(
        report.failed.is_empty(),
        "{} documents could not be indexed; the others are",
        report.failed.len()
    );
    Ok(())
}

/// The stores to start from. Where one of them or the manifest is missing, or everything is to be
/// done again, all start empty: there is no state of one without the others.
async fn prepare(
    config: &Config,
    environment: &Environment,
    dense: &DenseIndex,
    full: bool,
) -> Result<(LexicalIndex, Manifest)> {
    let fingerprint = Fingerprint::of(config);
    let folder = lexical_folder(environment);
    if !full
        && let Some(manifest) = Manifest::load(&environment.state)?
        && LexicalIndex::exists(&folder)
        && dense.exists().await?
    {
        manifest.require(&fingerprint)?;
        return Ok((LexicalIndex::open(&folder)?, manifest));
    }
    tracing::warn!("starting from empty stores");
    // The manifest goes first: an interruption after this leads back to this place.
    Manifest::delete(&environment.state)?;
    dense.drop().await?;
    dense.create().await?;
    Ok((LexicalIndex::create(&folder)?, Manifest::empty(fingerprint)))
}
