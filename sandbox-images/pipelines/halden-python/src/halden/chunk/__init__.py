"""Cuts a document into pieces: small enough for the embedder to read in full, and large enough to
mean something on their own.

The embedder ignores what exceeds its window, so the limit is on what is *embedded*: the document's
title, the section's headings and the text. Pieces follow the document's structure: sections, then
paragraphs, list items and table rows, and only where one of these is too long, sentences and words.
"""

from dataclasses import dataclass, replace

from halden.chunk.blocks import Unit, units
from halden.chunk.split import to_fit
from halden.chunk.word_pieces import word_pieces
from halden.config import ChunkConfig
from halden.corpus.document import Document
from halden.errors import HaldenError
from halden.index.record import embedded_text

CHUNKER_VERSION = 3
"""Raise it with every change of the way of cutting: chunks of two ways must not be mixed."""


class ChunkError(HaldenError):
    """A document that cannot be cut."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document."""

    index: int
    """Its place in the document, from zero."""
    start: int
    """The first byte of the body, as UTF-8, that it covers."""
    end: int
    """The byte after the last."""
    section: str
    """The headings above it, outermost first."""
    text: str
    """The header of the table that it is a part of, if any, and what it covers."""


def chunk(document: Document, config: ChunkConfig) -> list[Chunk]:
    """Cut a document. Raises ChunkError if headings leave no room for text."""
    pieces: list[Unit] = []
    open_piece: Unit | None = None
    sizes = _Sizes(document, config)
    for unit in units(document.body):
        if open_piece is not None and sizes.may_join(open_piece, unit):
            open_piece = replace(open_piece, end=unit.end)
            continue
        if open_piece is not None:
            pieces.append(open_piece)
        open_piece = unit if sizes.fits(unit) else None
        if open_piece is None:
            pieces.extend(sizes.parts(unit))
    if open_piece is not None:
        pieces.append(open_piece)
    return [_chunk(document.body, index, piece) for index, piece in enumerate(pieces)]


@dataclass(frozen=True, slots=True)
class _Sizes:
    """What fits, by the size of what will be embedded."""

    document: Document
    config: ChunkConfig

    def fits(self, piece: Unit) -> bool:
        return self._size(piece) <= self.config.max_word_pieces

    def may_join(self, piece: Unit, unit: Unit) -> bool:
        """Whether a unit may continue a piece: one of its section, or of any if it is small."""
        small = self._size(piece) < self.config.min_word_pieces
        joins = unit.section == piece.section or small
        return joins and self.fits(replace(piece, end=unit.end))

    def parts(self, unit: Unit) -> list[Unit]:
        """Cut a unit that is too long by itself."""
        limit = self.config.max_word_pieces
        needed = self._size(replace(unit, start=0, end=0))
        if needed * 2 > limit:
            raise ChunkError(
                f"title and headings need {needed} of {limit} word pieces "
                f"in section `{unit.section}`"
            )
        spans = to_fit(self.document.body, unit.start, unit.end, limit - needed)
        return [replace(unit, start=start, end=end) for start, end in spans]

    def _size(self, piece: Unit) -> int:
        text = _text(self.document.body, piece)
        return word_pieces(embedded_text(self.document.meta.title, piece.section, text))


def _text(body: str, piece: Unit) -> str:
    covered = body[piece.start : piece.end]
    if piece.header is None:
        return covered
    start, end = piece.header
    return body[start:end] + covered


def _chunk(body: str, index: int, piece: Unit) -> Chunk:
    # Cutting counts characters; what leaves this package counts bytes.
    start = len(body[: piece.start].encode())
    end = start + len(body[piece.start : piece.end].encode())
    return Chunk(index, start, end, piece.section, _text(body, piece))
