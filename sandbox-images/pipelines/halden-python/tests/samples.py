"""What tests of several stages start from."""

from pathlib import Path
from typing import Any

from halden.config import Config
from halden.corpus.document import Document
from halden.fuse import Candidate
from halden.index.record import Record
from halden.scope import audience
from halden.text import sha256

CONFIG: dict[str, dict[str, Any]] = {
    "chunk": {"max_word_pieces": 100, "min_word_pieces": 0},
    "embed": {"model": "m", "dimensions": 2, "batch": 2, "concurrency": 2},
    "retrieve": {"candidates": 40, "rrf_k": 60.0},
    "rerank": {
        "fused": 1.0,
        "cosine": 0.0,
        "coverage": 1.0,
        "identifier": 1.0,
        "in_force": 0.5,
        "in_period": 0.5,
        "own": 0.5,
    },
    "pack": {"candidates": 20, "budget_tokens": 120, "duplicate_similarity": 0.8},
    "chat": {"model": "c", "max_tokens": 300},
    "retry": {"attempts": 4, "budget": 5, "base_ms": 0, "max_ms": 0, "timeout_seconds": 1},
    "cache": {"enabled": False},
    "judge": {"model": "c", "max_tokens": 200},
    "prompts": {"refresh_seconds": 5},
}


def config(**sections: dict[str, Any]) -> Config:
    """The configuration of tests, with other values in some sections."""
    merged = {name: {**values, **sections.get(name, {})} for name, values in CONFIG.items()}
    return Config.model_validate(merged)


def front_matter(name: str, **changed: str) -> str:
    """The lines of a front matter block."""
    fields = {
        "id": name,
        "kind": name.partition("/")[0],
        "title": "Cancellation",
        "customer": "null",
        "effective": "2025-03-01",
        "version": "1",
        "series": "null",
        "status": "current",
        "supersedes": "null",
        **changed,
    }
    return "\n".join(f"{field}: {value}" for field, value in fields.items())


def file_text(name: str, body: str, **changed: str) -> str:
    """A file of the corpus."""
    return f"---\n{front_matter(name, **changed)}\n---\n{body}"


def write(corpus: Path, name: str, body: str, **changed: str) -> None:
    """Put a file into a corpus."""
    path = corpus / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file_text(name, body, **changed).encode())


def document(body: str, name: str = "policy/x", **changed: str) -> Document:
    """A loaded document."""
    return Document.parse(name, file_text(name, body, **changed))


def record(doc: str, text: str, chunk: int = 0, **changed: Any) -> Record:
    """An indexed chunk."""
    fields = {
        "doc": doc,
        "chunk": chunk,
        "start": 100 * chunk,
        "end": 100 * chunk + len(text.encode()),
        "title": "Sample",
        "section": "",
        "kind": "policy",
        "customer": None,
        "audience": audience(None),
        "effective": "2025-03-01",
        "version": 1,
        "series": None,
        "status": "current",
        "content_hash": sha256(text.encode()),
        "text": text,
        **changed,
    }
    return Record.model_validate(fields)


def candidate(
    doc: str, text: str, score: float = 0.0, cosine: float | None = None, **changed: Any
) -> Candidate:
    """A chunk that was found."""
    return Candidate(record(doc, text, **changed), score, cosine)
