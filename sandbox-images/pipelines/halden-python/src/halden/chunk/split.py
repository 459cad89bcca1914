"""Cuts a stretch of text that is too long: between lines, else sentences, else words, else
anywhere.
"""

from halden.chunk.blocks import Span
from halden.chunk.word_pieces import word_pieces

_SEPARATORS = ("\n", ". ", "; ", " ")


def to_fit(body: str, start: int, end: int, limit: int) -> list[Span]:
    """Consecutive parts of at most `limit` word pieces each, as large as the cuts allow."""
    parts: list[Span] = []
    for atom in _atoms(body, (start, end), limit, _SEPARATORS):
        if parts and word_pieces(body[parts[-1][0] : atom[1]]) <= limit:
            parts[-1] = (parts[-1][0], atom[1])
        else:
            parts.append(atom)
    return parts


def _atoms(body: str, span: Span, limit: int, separators: tuple[str, ...]) -> list[Span]:
    """The largest pieces that fit, cut at the first separators that make them fit."""
    start, end = span
    if word_pieces(body[start:end]) <= limit:
        return [span]
    if not separators:
        # A character is at most one word piece.
        step = max(limit, 1)
        return [(at, min(at + step, end)) for at in range(start, end, step)]
    pieces = _cut_after(body, span, separators[0])
    return [atom for piece in pieces for atom in _atoms(body, piece, limit, separators[1:])]


def _cut_after(body: str, span: Span, separator: str) -> list[Span]:
    start, end = span
    pieces: list[Span] = []
    while (found := body.find(separator, start, end)) >= 0:
        pieces.append((start, found + len(separator)))
        start = found + len(separator)
    return [*pieces, (start, end)] if start < end else pieces
