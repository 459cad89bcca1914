"""Which version answered: a line for each answer in `answers.jsonl`, and what they add up to.

A question is there by its digest only: the log is kept longer than what customers ask may be.
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from halden import journal
from halden.answer import Answer, PromptUsed
from halden.strict import Count, Lenient, parse
from halden.text import sha256


class Entry(Lenient):
    """An answer that was given; `at` is in seconds since 1970, `cited` names each document once."""

    at: Count
    question_sha256: str
    customer: str | None = None
    prompt: PromptUsed
    model: str
    cached: bool
    prompt_tokens: Count
    completion_tokens: Count
    abstained: bool
    cited: list[str]

    @classmethod
    def of(cls, answer: Answer, customer: str | None) -> "Entry":
        """The line about an answer that is given now."""
        return cls(
            at=journal.now(),
            question_sha256=sha256(answer.question.encode()),
            customer=customer,
            prompt=answer.prompt,
            model=answer.model,
            cached=answer.cached,
            prompt_tokens=answer.usage.prompt_tokens,
            completion_tokens=answer.usage.completion_tokens,
            abstained=answer.abstained,
            cited=sorted({citation.doc for citation in answer.citations}),
        )


class VersionSummary(BaseModel):
    """The answers of one version. Shares are of all of them; tokens are the mean of those that
    were made and not remembered, null if there are none."""

    prompt: str
    version: int
    sha256: str
    answers: int
    cached: int
    abstained_share: float
    cited_share: float
    mean_input_tokens: float | None


class Summary(BaseModel):
    """`unreadable` counts the lines that are no entries; they are in none of the other numbers."""

    answers: int
    hit_ratio: float | None
    versions: list[VersionSummary]
    unreadable: int


class AnswerLog:
    """The log beneath a state folder."""

    def __init__(self, state: Path) -> None:
        self._path = state / "answers.jsonl"

    def append(self, entry: Entry) -> None:
        """Raises OSError."""
        journal.append(self._path, entry.model_dump_json())

    def summary(self, since: int) -> Summary:
        """What was answered at `since` or later. No log is no answers."""
        text = journal.read_text(self._path) if self._path.exists() else ""
        return summarize(text, since)


def summarize(text: str, since: int) -> Summary:
    """Add up the lines of a log."""
    entries, unreadable = _read(text)
    entries = [entry for entry in entries if entry.at >= since]
    versions: dict[tuple[str, int, str], list[Entry]] = {}
    for entry in entries:
        # By content as well: a version that was edited is two.
        key = (entry.prompt.name, entry.prompt.version, entry.prompt.sha256)
        versions.setdefault(key, []).append(entry)
    return Summary(
        answers=len(entries),
        hit_ratio=_share(sum(entry.cached for entry in entries), len(entries)),
        versions=[_of_version(key, versions[key]) for key in sorted(versions)],
        unreadable=unreadable,
    )


def _read(text: str) -> tuple[list[Entry], int]:
    entries: list[Entry] = []
    lines = journal.lines(text)
    for _, line in lines:
        try:
            entries.append(parse(Entry, line))
        except ValueError:
            continue
    return entries, len(lines) - len(entries)


def _of_version(key: tuple[str, int, str], entries: Sequence[Entry]) -> VersionSummary:
    prompt, version, digest = key
    made = [entry.prompt_tokens for entry in entries if not entry.cached]
    return VersionSummary(
        prompt=prompt,
        version=version,
        sha256=digest,
        answers=len(entries),
        cached=len(entries) - len(made),
        abstained_share=sum(entry.abstained for entry in entries) / len(entries),
        cited_share=sum(bool(entry.cited) for entry in entries) / len(entries),
        mean_input_tokens=_share(sum(made), len(made)),
    )


def _share(part: int, of: int) -> float | None:
    return part / of if of else None
