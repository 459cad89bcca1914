"""Reorders the fused candidates by features that neither leg sees alone. Deterministic."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from halden.config import RerankConfig
from halden.fuse import Candidate, best_first
from halden.index.analyzer import stems
from halden.index.record import Record, Status
from halden.period import Period
from halden.telemetry import tell_results, tracer
from halden.text import identifiers


def rerank(
    question: str, candidates: Sequence[Candidate], weights: RerankConfig
) -> list[Candidate]:
    """Score the candidates for a question, best first."""
    with tracer.start_as_current_span("rerank") as span:
        features = Features.of(question, candidates)
        ranking = best_first(
            replace(candidate, score=features.score(candidate, weights)) for candidate in candidates
        )
        tell_results(span, ranking)
        return ranking


@dataclass(frozen=True, slots=True)
class Features:
    """What is the same for all candidates of one question."""

    rarity: Mapping[str, float]
    """The question's terms; those that few candidates hold count more."""
    identifiers: frozenset[str]
    period: Period | None
    best_fused: float
    lowest_cosine: float
    """Stands in for the cosine of what only the lexical leg found."""
    versions: Sequence[tuple[str, str]]
    """Series and effective date of the versions among the candidates."""

    @classmethod
    def of(cls, question: str, candidates: Sequence[Candidate]) -> "Features":
        """Look at all candidates together."""
        texts = [_terms(candidate.record) for candidate in candidates]
        holding = {term: sum(term in text for text in texts) for term in stems(question)}
        records = [candidate.record for candidate in candidates]
        return cls(
            rarity={
                # Sorted, because the order of a sum of floats shows in its last digits.
                term: math.log(1 + len(texts) / (holding[term] + 1))
                for term in sorted(holding)
            },
            identifiers=frozenset(identifiers(question)),
            period=Period.of(question),
            best_fused=max([2.0**-1022, *(candidate.score for candidate in candidates)]),
            lowest_cosine=min([1.0, *(c.cosine for c in candidates if c.cosine is not None)]),
            versions=[(r.series, r.effective) for r in records if r.series is not None],
        )

    def score(self, candidate: Candidate, weights: RerankConfig) -> float:
        """The weighted sum of a candidate's features."""
        record = candidate.record
        cosine = self.lowest_cosine if candidate.cosine is None else candidate.cosine
        return (
            weights.fused * candidate.score / self.best_fused
            + weights.cosine * cosine
            + weights.coverage * self._coverage(record)
            + weights.identifier * self._identifier_match(record)
            + self._validity(record, weights)
            + (0.0 if record.customer is None else weights.own)
        )

    def _coverage(self, record: Record) -> float:
        """The share of the question's terms that the chunk holds."""
        present = _terms(record)
        total = sum(self.rarity.values())
        covered = sum(rarity for term, rarity in self.rarity.items() if term in present)
        return covered / total if total > 0 else 0.0

    def _identifier_match(self, record: Record) -> float:
        """The share of the question's identifiers that the chunk holds."""
        if not self.identifiers:
            return 0.0
        present = self.identifiers.intersection(identifiers(record.embedded_text))
        return len(present) / len(self.identifiers)

    def _validity(self, record: Record, weights: RerankConfig) -> float:
        """In force today; or, for a question about a time or a version, in force then.

        What has no versions was always in force.
        """
        if self.period is None:
            return weights.in_force if record.status is Status.CURRENT else 0.0
        dates = [date for series, date in self.versions if series == record.series]
        held = record.series is None or self.period.holds(record.effective, record.version, dates)
        return weights.in_period if held else 0.0


def _terms(record: Record) -> frozenset[str]:
    return frozenset(stems(record.embedded_text))
