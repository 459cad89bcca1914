"""Brings both stores to the state of the corpus. Only documents that changed are embedded."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from halden.chunk import ChunkError, chunk
from halden.config import ChunkConfig
from halden.corpus import Corpus
from halden.corpus.document import Document
from halden.embed import Embedder
from halden.errors import HaldenError
from halden.index.dense import DenseIndex
from halden.index.lexical import LexicalCounts, LexicalIndex
from halden.index.manifest import DocumentEntry, Manifest
from halden.index.record import Record, record_of
from halden.telemetry import tracer


@dataclass(slots=True)
class DocumentCounts:
    """Documents by what happened to them, and those in the index now."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    total: int = 0


@dataclass(slots=True)
class ChunkCounts:
    """Chunks written to and deleted from both stores, and those in the index now."""

    written: int = 0
    deleted: int = 0
    total: int = 0


@dataclass(slots=True)
class EmbeddingCounts:
    """What was asked of the embedder."""

    requests: int = 0
    inputs: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be indexed. Its earlier version, if any, stays."""

    doc: str
    error: str


@dataclass(slots=True)
class IngestReport:
    """What an ingest did."""

    documents: DocumentCounts = field(default_factory=DocumentCounts)
    chunks: ChunkCounts = field(default_factory=ChunkCounts)
    embedding: EmbeddingCounts = field(default_factory=EmbeddingCounts)
    failed: list[Failure] = field(default_factory=list)
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class Stores:
    """What an ingest writes."""

    lexical: LexicalIndex
    dense: DenseIndex
    state: Path
    """The folder of the manifest."""


@dataclass(slots=True)
class Plan:
    """What has to be done, decided before anything is touched."""

    remove: set[str]
    """Documents to take out of both stores."""
    records: list[Record] = field(default_factory=list)
    """Chunks to put into both."""
    entries: dict[str, DocumentEntry] = field(default_factory=dict)
    """New in the manifest."""


def ingest(
    corpus: Corpus, manifest: Manifest, stores: Stores, embedder: Embedder, chunks: ChunkConfig
) -> IngestReport:
    """Run an ingest. Raises HaldenError; what was interrupted is done again by the next one."""
    with tracer.start_as_current_span("ingest", attributes={"documents": len(corpus.documents)}):
        started = time.monotonic()
        report = IngestReport()
        plan = _plan(corpus, manifest, chunks, report)

        # Embedding may fail, and changes nothing: it comes before the first write.
        texts = [record.embedded_text for record in plan.records]
        made = embedder.embed(texts)
        report.embedding = EmbeddingCounts(made.requests, len(texts))

        pending = manifest.pending | plan.remove | plan.entries.keys()
        manifest.model_copy(update={"pending": pending}).save(stores.state)
        stores.dense.remove(plan.remove)
        stores.dense.add(plan.records, made.vectors)
        stores.lexical.replace(plan.remove, plan.records)
        kept = {doc: e for doc, e in manifest.documents.items() if doc not in plan.remove}
        done = Manifest(fingerprint=manifest.fingerprint, documents=kept | plan.entries)
        done.save(stores.state)

        _reconcile(done, stores)
        report.documents.total = len(done.documents)
        report.chunks.written = len(plan.records)
        report.chunks.total = done.chunks
        report.duration_ms = round((time.monotonic() - started) * 1000)
        return report


def _plan(corpus: Corpus, manifest: Manifest, chunks: ChunkConfig, report: IngestReport) -> Plan:
    # Whatever an interrupted ingest touched is in an unknown state.
    plan = Plan(remove=set(manifest.pending))
    report.failed.extend(Failure(doc, str(error)) for doc, error in corpus.failed)
    seen = {doc for doc, _ in corpus.failed}
    for document in corpus.documents:
        seen.add(document.meta.id)
        try:
            _plan_document(document, manifest, chunks, plan, report.documents)
        except ChunkError as error:
            report.failed.append(Failure(document.meta.id, str(error)))
    gone = manifest.documents.keys() - seen
    plan.remove |= gone
    report.documents.removed = len(gone)
    report.chunks.deleted = sum(
        entry.chunks for doc, entry in manifest.documents.items() if doc in plan.remove
    )
    return plan


def _plan_document(
    document: Document,
    manifest: Manifest,
    config: ChunkConfig,
    plan: Plan,
    counts: DocumentCounts,
) -> None:
    doc = document.meta.id
    known = manifest.documents.get(doc)
    same = known is not None and known.content_hash == document.content_hash
    if same and doc not in manifest.pending:
        counts.unchanged += 1
        return
    chunks = chunk(document, config)
    plan.entries[doc] = DocumentEntry(content_hash=document.content_hash, chunks=len(chunks))
    plan.records.extend(record_of(document, piece) for piece in chunks)
    plan.remove.add(doc)
    if known is None:
        counts.added += 1
    else:
        counts.updated += 1


def _reconcile(manifest: Manifest, stores: Stores) -> None:
    """The manifest says what the corpus became, and both stores must agree with it."""
    lexical, points = stores.lexical.counts(), stores.dense.points()
    wanted = LexicalCounts(documents=len(manifest.documents), chunks=manifest.chunks)
    if lexical != wanted or points != wanted.chunks:
        raise HaldenError(
            f"the stores disagree: {wanted.documents} documents and {wanted.chunks} chunks in the "
            f"manifest, {lexical.documents} and {lexical.chunks} in the lexical index, "
            f"{points} points in Qdrant; run `halden ingest --full`"
        )
