"""Chooses what goes into the prompt: by rank, within a budget of tokens, each thing once."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from halden.chunk.word_pieces import word_pieces
from halden.config import PackConfig
from halden.fuse import Candidate
from halden.index.record import Record
from halden.telemetry import fields, tell_results, tracer
from halden.text import numbers, words

_log = logging.getLogger(__name__)


class Dropped(StrEnum):
    """Why a candidate is not in the prompt."""

    DUPLICATE = "Duplicate"
    OVER_BUDGET = "OverBudget"


@dataclass(frozen=True, slots=True)
class Packed:
    """The chosen context, best first, and what was left out."""

    chosen: list[Candidate]
    dropped: list[tuple[Candidate, Dropped]]
    tokens: int
    """What the chosen blocks take, estimated."""

    @property
    def records(self) -> list[Record]:
        """The chosen chunks."""
        return [candidate.record for candidate in self.chosen]


def pack(candidates: Sequence[Candidate], config: PackConfig) -> Packed:
    """Fill the budget from the best candidate down."""
    with tracer.start_as_current_span("pack") as span:
        packed = _fill(candidates, config)
        tell_results(span, packed.chosen)
        span.set_attribute("dropped", len(packed.dropped))
        span.set_attribute("tokens", packed.tokens)
        return packed


def render(records: Sequence[Record]) -> str:
    """The context of a prompt: numbered blocks, each with its source."""
    return "\n\n".join(_block(number, record) for number, record in enumerate(records, start=1))


def _fill(candidates: Sequence[Candidate], config: PackConfig) -> Packed:
    chosen: list[Candidate] = []
    dropped: list[tuple[Candidate, Dropped]] = []
    tokens = 0
    for candidate in candidates:
        record = candidate.record
        cost = word_pieces(_block(len(chosen) + 1, record))
        if any(_says_the_same(c.record, record, config.duplicate_similarity) for c in chosen):
            reason = Dropped.DUPLICATE
        elif tokens + cost > config.budget_tokens:
            reason = Dropped.OVER_BUDGET
        else:
            tokens += cost
            chosen.append(candidate)
            continue
        noted = fields(doc=record.doc, chunk=record.chunk, reason=str(reason))
        _log.info("left out of the prompt", extra=noted)
        dropped.append((candidate, reason))
    return Packed(chosen, dropped, tokens)


def _block(number: int, record: Record) -> str:
    heading = f"{record.title} › {record.section}" if record.section else record.title
    source = f"({record.doc}, effective {record.effective}, {record.status})"
    return f"[{number}] {source} {heading}\n{record.text.strip()}"


def _says_the_same(a: Record, b: Record, threshold: float) -> bool:
    """Whether two chunks overlap, or differ in a few words and in no number.

    Two versions of a policy read almost alike, and the number that changed is the answer.
    """
    if a.doc == b.doc and a.start < b.end and b.start < a.end:
        return True
    a_words, b_words = set(words(a.text)), set(words(b.text))
    everything = a_words | b_words
    similarity = len(a_words & b_words) / len(everything) if everything else 1.0
    return similarity >= threshold and numbers(a.text) == numbers(b.text)
