"""What both indexes keep for a chunk: everything that later stages need of it."""

import uuid
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from halden.scope import audience
from halden.text import sha256

if TYPE_CHECKING:
    from halden.chunk import Chunk
    from halden.corpus.document import Document

_NAMESPACE = uuid.UUID(int=0x6B0C5A1E93D74C38A1F42E709D358BC2)
"""Of our point ids. Another one would orphan every stored point."""


class Status(StrEnum):
    """Whether a document is in force, or kept as history."""

    CURRENT = "current"
    SUPERSEDED = "superseded"


class Record(BaseModel):
    """A chunk as it is indexed."""

    model_config = ConfigDict(frozen=True)

    doc: str
    chunk: int
    """Its place in the document, from zero."""
    start: int
    """The first byte of the document's body that it covers."""
    end: int
    """The byte after the last."""
    title: str
    section: str
    """The headings above it."""
    kind: str
    customer: str | None
    """The only customer who may see it; for people. Filters use `audience`."""
    audience: str
    """Who may see it; never empty."""
    effective: str
    """The ISO date from which it holds."""
    version: int
    series: str | None
    """What all versions of its document share."""
    status: Status
    content_hash: str
    """Of the text."""
    text: str

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other chunk."""
        return self.doc, self.chunk

    @property
    def embedded_text(self) -> str:
        """The text that stands for the chunk in the embedding space."""
        return embedded_text(self.title, self.section, self.text)

    @property
    def point_id(self) -> str:
        """The same for the same text at the same place, and for nothing else."""
        return str(uuid.uuid5(_NAMESPACE, f"{self.doc}\0{self.chunk}\0{self.content_hash}"))


def embedded_text(title: str, section: str, text: str) -> str:
    """Put title and headings before a text: a paragraph rarely repeats what it is about."""
    above = (title, section) if section else (title,)
    return "\n".join((*above, text))


def record_of(document: "Document", chunk: "Chunk") -> Record:
    """The record of a document's chunk."""
    meta = document.meta
    return Record(
        doc=meta.id,
        chunk=chunk.index,
        start=chunk.start,
        end=chunk.end,
        title=meta.title,
        section=chunk.section,
        kind=meta.kind,
        customer=meta.customer,
        audience=audience(meta.customer),
        effective=meta.effective,
        version=meta.version,
        series=meta.series,
        status=meta.status,
        content_hash=sha256(chunk.text.encode()),
        text=chunk.text,
    )
