"""Ranking metrics against gold spans.

A span is credited once, at the first hit that covers it, so a repeated chunk earns nothing. The
ideal ranking comes from the gold and never from what was found.
"""

import math
from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from halden.strict import Count, Lenient

RECALL_DEPTH = 5
NDCG_DEPTH = 10

Ranks = Sequence[int | None]
"""For each gold span the rank, from one, of the first hit that covers it, or None."""


class Span(Lenient):
    """A passage by its place: bytes of a document's body, the end excluded."""

    doc: str
    start: Count
    end: Count


class Scores(BaseModel):
    """Of one question, or the means over several."""

    recall_at_5: float = 0.0
    reciprocal_rank: float = 0.0
    ndcg_at_10: float = 0.0

    @classmethod
    def of(cls, ranks: Ranks) -> "Scores":
        return cls(
            recall_at_5=recall_at(RECALL_DEPTH, ranks),
            reciprocal_rank=reciprocal_rank(ranks),
            ndcg_at_10=ndcg_at(NDCG_DEPTH, ranks),
        )

    @classmethod
    def mean(cls, scores: Sequence["Scores"]) -> "Scores":
        """Over everything that was asked: whoever found nothing must be here with zeros."""
        return cls(
            recall_at_5=mean(score.recall_at_5 for score in scores),
            reciprocal_rank=mean(score.reciprocal_rank for score in scores),
            ndcg_at_10=mean(score.ndcg_at_10 for score in scores),
        )


def first_ranks(hits: Sequence[Span], gold: Sequence[Span]) -> list[int | None]:
    def first(span: Span) -> int | None:
        return next((rank for rank, hit in enumerate(hits, start=1) if covers(hit, span)), None)

    return [first(span) for span in gold]


def covers(hit: Span, span: Span) -> bool:
    """Whether the hit holds at least half of the span's bytes."""
    common = min(hit.end, span.end) - max(hit.start, span.start)
    return hit.doc == span.doc and common > 0 and 2 * common >= span.end - span.start


def recall_at(depth: int, ranks: Ranks) -> float:
    found = sum(rank is not None and rank <= depth for rank in ranks)
    return share(found, len(ranks))


def reciprocal_rank(ranks: Ranks) -> float:
    found = [rank for rank in ranks if rank is not None]
    return 1.0 / min(found) if found else 0.0


def ndcg_at(depth: int, ranks: Ranks) -> float:
    """Normalised discounted cumulative gain. A hit that covers two spans earns for the second one
    what the next place of an ideal ranking would, so the score never exceeds one."""
    found = sorted(rank for rank in ranks if rank is not None and rank <= depth)
    places = [max(rank, place) for place, rank in enumerate(found, start=1)]
    ideal = _gain(range(1, min(len(ranks), depth) + 1))
    return _gain(places[:depth]) / ideal if ideal > 0.0 else 0.0


def _gain(ranks: Iterable[int]) -> float:
    return sum((1.0 / math.log2(rank + 1) for rank in ranks), 0.0)


def mean(values: Iterable[float]) -> float:
    """Zero of nothing."""
    listed = list(values)
    return sum(listed, 0.0) / len(listed) if listed else 0.0


def share(part: int, of: int) -> float:
    """Zero of nothing."""
    return part / of if of else 0.0
