//! Brings both stores to the state of the corpus. Only documents that changed are embedded.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use anyhow::{Result, ensure};
use serde::Serialize;

use crate::chunk::{ChunkError, chunk};
use crate::config::Config;
use crate::corpus::{Corpus, Document};
use crate::embed::Embedder;
use crate::index::{DenseIndex, DocumentEntry, LexicalIndex, Manifest, Record};

/// What an ingest did.
#[derive(Debug, Default, Serialize)]
pub struct IngestReport {
    /// Documents by what happened to them.
    pub documents: DocumentCounts,
    /// Chunks by what happened to them.
    pub chunks: ChunkCounts,
    /// What was asked of the embedder.
    pub embedding: EmbeddingCounts,
    /// Documents that could not be indexed; their earlier version, if any, stays.
    pub failed: Vec<Failure>,
    /// Wall time.
    pub duration_ms: u128,
}

/// Documents by what happened to them.
#[derive(Debug, Default, Serialize)]
pub struct DocumentCounts {
    /// New.
    pub added: usize,
    /// Changed.
    pub updated: usize,
    /// Gone from the corpus.
    pub removed: usize,
    /// Neither.
    pub unchanged: usize,
    /// In the index now.
    pub total: usize,
}

/// Chunks by what happened to them.
#[derive(Debug, Default, Serialize)]
pub struct ChunkCounts {
    /// Written to both stores.
    pub written: usize,
    /// Deleted from both stores, those that were written anew included.
    pub deleted: usize,
    /// In the index now.
    pub total: usize,
}

/// What was asked of the embedder.
#[derive(Debug, Default, Serialize)]
pub struct EmbeddingCounts {
    /// Requests.
    pub requests: usize,
    /// Texts.
    pub inputs: usize,
}

/// A document that could not be indexed.
#[derive(Debug, Serialize)]
pub struct Failure {
    /// Its id.
    pub doc: String,
    /// Why.
    pub error: String,
}

/// The stores that an ingest writes.
pub struct Stores<'a> {
    /// The lexical index.
    pub lexical: &'a LexicalIndex,
    /// The dense index.
    pub dense: &'a DenseIndex,
    /// The state folder, which holds the manifest.
    pub state: &'a std::path::Path,
}

/// What has to be done: decided before anything is touched.
struct Plan {
    /// Documents to take out of both stores.
    remove: BTreeSet<String>,
    /// Chunks to put into both.
    records: Vec<Record>,
    /// The manifest's new entries.
    entries: BTreeMap<String, DocumentEntry>,
}

/// Runs an ingest.
#[tracing::instrument(name = "ingest", skip_all, fields(documents = corpus.documents.len()))]
pub async fn ingest(
    corpus: Corpus,
    mut manifest: Manifest,
    stores: &Stores<'_>,
    embedder: &Embedder<'_>,
    config: &Config,
) -> Result<IngestReport> {
    let started = Instant::now();
    let mut report = IngestReport::default();
    let plan = plan(corpus, &manifest, config, &mut report);

    // Embedding may fail, and changes nothing: it comes before the first write.
    let texts: Vec<String> = plan.records.iter().map(Record::embedded_text).collect();
    let made = embedder.embed(&texts).await?;
    report.embedding = EmbeddingCounts { requests: made.requests, inputs: texts.len() };

    manifest.pending.extend(plan.remove.iter().chain(plan.entries.keys()).cloned());
    manifest.save(stores.state)?;
    stores.dense.remove(&plan.remove).await?;
    stores.dense.add(&plan.records, &made.vectors).await?;
    stores.lexical.replace(&plan.remove, &plan.records)?;
    manifest.documents.retain(|id, _| !plan.remove.contains(id));
    manifest.documents.extend(plan.entries);
    manifest.pending.clear();
    manifest.save(stores.state)?;

    reconcile(&manifest, stores).await?;
    report.documents.total = manifest.documents.len();
    report.chunks.written = plan.records.len();
    report.chunks.total = manifest.chunks();
    report.duration_ms = started.elapsed().as_millis();
    Ok(report)
}

fn plan(corpus: Corpus, manifest: &Manifest, config: &Config, report: &mut IngestReport) -> Plan {
    // Whatever an interrupted ingest touched is in an unknown state.
    let mut plan =
        Plan { remove: manifest.pending.clone(), records: Vec::new(), entries: BTreeMap::new() };
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (doc, error) in corpus.failed {
        report.failed.push(Failure { doc: doc.clone(), error: error.to_string() });
        seen.insert(doc);
    }
    for document in corpus.documents {
        seen.insert(document.meta.id.clone());
        if let Err(error) = plan_document(&document, manifest, config, &mut plan, report) {
            report.failed.push(Failure { doc: document.meta.id, error: error.to_string() });
        }
    }
    for gone in manifest.documents.keys().filter(|id| !seen.contains(*id)) {
        report.documents.removed += 1;
        plan.remove.insert(gone.clone());
    }
    let indexed = |id: &String| manifest.documents.get(id).map_or(0, |entry| entry.chunks);
    report.chunks.deleted = plan.remove.iter().map(indexed).sum();
    plan
}

fn plan_document(
    document: &Document,
    manifest: &Manifest,
    config: &Config,
    plan: &mut Plan,
    report: &mut IngestReport,
) -> Result<(), ChunkError> {
    let id = &document.meta.id;
    let known = manifest.documents.get(id);
    let interrupted = manifest.pending.contains(id);
    if known.is_some_and(|entry| entry.content_hash == document.content_hash) && !interrupted {
        report.documents.unchanged += 1;
        return Ok(());
    }
    let chunks = chunk(document, &config.chunk)?;
    let content_hash = document.content_hash.clone();
    plan.entries.insert(id.clone(), DocumentEntry { content_hash, chunks: chunks.len() });
    plan.records.extend(chunks.into_iter().map(|chunk| Record::new(document, chunk)));
    plan.remove.insert(id.clone());
    match known {
        Some(_) => report.documents.updated += 1,
        None => report.documents.added += 1,
    }
    Ok(())
}

/// The corpus is the authority, the manifest says what it became, and both stores must agree.
async fn reconcile(manifest: &Manifest, stores: &Stores<'_>) -> Result<()> {
    let (lexical, dense) = (stores.lexical.counts()?, stores.dense.points().await?);
    let (documents, chunks) = (manifest.documents.len(), manifest.chunks());
    ensure!(
        lexical.documents == documents && lexical.chunks == chunks && dense == chunks as u64,
        "the stores disagree: {documents} documents and {chunks} chunks in the manifest, {} and {} \
         in the lexical index, {dense} points in Qdrant; run `halden ingest --full`",
        lexical.documents,
        lexical.chunks,
    );
    Ok(())
}
