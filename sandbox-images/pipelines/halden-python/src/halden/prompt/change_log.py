"""`log.jsonl`: every move of a label, appended and never rewritten."""

import os
from pathlib import Path

from pydantic import ConfigDict, Field

from halden import journal
from halden.prompt.labels import Pointer
from halden.strict import Count, Lenient

_LOG = "log.jsonl"


class Move(Lenient):
    """`from` is null for a new label; `at` is in seconds since 1970."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    at: Count
    who: str
    action: str
    prompt: str
    label: str
    from_: Pointer | None = Field(default=None, alias="from")
    to: Pointer

    @property
    def came_from(self) -> int | None:
        """The version before the move."""
        return None if self.from_ is None else self.from_.version


def who() -> str:
    user = os.environ.get("USER", "")
    return user if user.strip() else "unknown"


def append(folder: Path, move: Move) -> None:
    """Raises OSError."""
    journal.append(folder / _LOG, move.model_dump_json(by_alias=True))


def before_promotion(folder: Path, prompt: str, label: str, version: int) -> int | None:
    """The version that a label had before it was promoted to this one."""
    log = folder / _LOG
    moves = journal.read_models(log, Move) if log.exists() else []
    for move in reversed(moves):
        to_this = (move.prompt, move.label, move.to.version) == (prompt, label, version)
        if to_this and move.action == "promote" and move.came_from not in (None, version):
            return move.came_from
    return None
