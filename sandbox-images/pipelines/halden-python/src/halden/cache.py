"""Remembers answers.

The key holds everything that an answer depends on, so that nothing has to be flushed: what changes
makes a new key.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from halden.answer import Answer
from halden.config import Config
from halden.errors import HaldenError
from halden.journal import read_text
from halden.scope import Scope
from halden.strict import Lenient, parse
from halden.text import sha256


@dataclass(frozen=True, slots=True)
class CacheKey:
    """What an answer depends on."""

    question: str
    scope: Scope
    """One customer's answer is never another's."""
    prompt_sha256: str
    """The prompt by its content: a label may move, and a version may be edited."""
    index_epoch: str
    config: Config
    release: str

    @property
    def digest(self) -> str:
        """The name of the entry."""
        parts = {
            "question": self.question,
            "customer": self.scope.customer,
            "prompt_sha256": self.prompt_sha256,
            "index_epoch": self.index_epoch,
            "config": self.config.model_dump(),
            "release": self.release,
        }
        return sha256(json.dumps(parts, sort_keys=True).encode())


class _Entry(Lenient):
    answer: Answer


class AnswerCache:
    """The folder of answers beneath a state folder."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "answers"

    def get(self, key: CacheKey) -> Answer | None:
        """The remembered answer. An entry that cannot be read is as good as none."""
        try:
            return parse(_Entry, read_text(self._path(key))).answer
        except (HaldenError, ValueError):
            return None

    def put(self, key: CacheKey, answer: Answer) -> None:
        """Remember an answer; a reader sees all of it or none. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(key)
        unfinished = path.with_suffix(f".{os.getpid()}.new")
        unfinished.write_text(_Entry(answer=answer).model_dump_json(), encoding="utf-8")
        unfinished.replace(path)

    def _path(self, key: CacheKey) -> Path:
        return self._folder / f"{key.digest}.json"
