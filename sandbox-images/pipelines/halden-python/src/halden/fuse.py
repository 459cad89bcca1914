"""Reciprocal rank fusion: scores of different legs live on different scales and are never added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from halden.index.record import Record
from halden.telemetry import tell_results, tracer


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may help to answer a question."""

    record: Record
    score: float
    """What it is ordered by; comparable only within one leg."""
    cosine: float | None = None
    """Its similarity to the question, if the dense leg found it."""


def reciprocal_ranks(legs: Sequence[Sequence[Candidate]], k: float) -> list[Candidate]:
    """Merge rankings: each gives a candidate `1 / (k + rank)`, ranks counting from one."""
    with tracer.start_as_current_span("fuse") as span:
        fused: dict[tuple[str, int], Candidate] = {}
        for leg in legs:
            for rank, candidate in enumerate(leg, start=1):
                key = candidate.record.key
                merged = fused.get(key) or Candidate(candidate.record, 0.0)
                cosine = candidate.cosine if merged.cosine is None else merged.cosine
                fused[key] = replace(merged, score=merged.score + 1 / (k + rank), cosine=cosine)
        ranking = best_first(fused.values())
        tell_results(span, ranking)
        return ranking


def best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sort by score; equal scores by document, so that runs agree with one another."""
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.record.key))
