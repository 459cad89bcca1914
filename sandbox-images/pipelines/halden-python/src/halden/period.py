"""The time or the version that a question is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from halden.text import words

_BEFORE = frozenset({"before", "until", "till"})
_YEARS = range(1980, 2100)


@dataclass(frozen=True, slots=True)
class Period:
    """What a question names: "version 2", or "in 2023", which means the end of that year."""

    version: int | None = None
    year: int | None = None

    @classmethod
    def of(cls, question: str) -> "Period | None":
        """The first version, or else the first year, that the question names."""
        named = words(question)
        for word, following in pairwise(named):
            if word == "version" and _is_number(following):
                return cls(version=int(following))
        for previous, word in pairwise(["", *named]):
            if _is_number(word) and int(word) in _YEARS:
                return cls(year=int(word) - (previous in _BEFORE))
        return None

    def holds(self, effective: str, version: int, dates: Iterable[str]) -> bool:
        """Whether a version of this date was in force, given the dates of all its series."""
        if self.version is not None:
            return version == self.version
        # ISO dates order like text.
        end = f"{self.year}-12-31"
        return effective <= end and not any(effective < date <= end for date in dates)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal()
