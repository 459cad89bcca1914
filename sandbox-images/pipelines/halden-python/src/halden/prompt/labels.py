"""`labels.toml`: which version a label means, and for whom another one."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from halden.errors import HaldenError
from halden.strict import Lenient, Strict, Version, reason

LABELS = "labels.toml"

_RESERVED = "rollout"
"""No label can have this name: it is the table of rollouts."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Rollout(Strict):
    """Another version for a share of those who ask, in hundredths."""

    version: Version
    percent: Annotated[int, Field(ge=0, le=100)]


class Pointer(Lenient):
    """What a label means: a version, and perhaps another one for some."""

    version: Version
    rollout: Rollout | None = None


class _OfPrompt(Strict):
    versions: dict[str, Version]
    rollouts: dict[str, Rollout]


class Labels:
    """The labels of all prompts."""

    def __init__(self, pointers: Mapping[str, Mapping[str, Pointer]]) -> None:
        self._pointers = pointers

    @classmethod
    def parse(cls, text: str) -> "Labels":
        """A share above a hundred is an error, and so is a rollout of a label that nothing points
        to: both are slips of a hand, and reading around them would serve the wrong version."""
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise _wrong(str(error)) from error
        return cls({name: _pointers(name, table) for name, table in tables.items()})

    def pointer(self, name: str, label: str) -> Pointer | None:
        return self._pointers.get(name, {}).get(label)

    def of(self, name: str) -> list[tuple[str, Pointer]]:
        """The labels of a prompt, by name."""
        return sorted(self._pointers.get(name, {}).items())

    def pointed(self, name: str, label: str, to: Pointer) -> "Labels":
        """The labels after a move."""
        if label == _RESERVED:
            raise _wrong(f"`{_RESERVED}` cannot be a label")
        of_prompt = {**self._pointers.get(name, {}), label: to}
        return Labels({**self._pointers, name: of_prompt})

    def write(self, path: Path) -> None:
        """Raises OSError."""
        tables = [table for name in sorted(self._pointers) for table in self._tables(name)]
        text = "# Written by `halden prompts`.\n" + "\n\n".join(tables) + "\n"
        path.write_bytes(text.encode())

    def _tables(self, name: str) -> list[str]:
        of_prompt = self.of(name)
        versions = [f"{_key(label)} = {pointer.version}" for label, pointer in of_prompt]
        tables = ["\n".join([f"[{_key(name)}]", *versions])]
        for label, pointer in of_prompt:
            if pointer.rollout is not None:
                header = f"[{_key(name)}.{_RESERVED}.{_key(label)}]"
                version, percent = pointer.rollout.version, pointer.rollout.percent
                tables.append(f"{header}\nversion = {version}\npercent = {percent}")
        return tables


def _pointers(name: str, table: Any) -> dict[str, Pointer]:
    if not isinstance(table, dict):
        raise _wrong(f"`{name}` is not a table of labels")
    versions = {label: version for label, version in table.items() if label != _RESERVED}
    try:
        read = _OfPrompt.model_validate(
            {"versions": versions, "rollouts": table.get(_RESERVED, {})}
        )
    except ValidationError as error:
        raise _wrong(f"`{name}`: {reason(error)}") from error
    for label in read.rollouts.keys() - read.versions.keys():
        raise _wrong(f"a rollout of `{name}` `{label}`, which is no label")
    return {
        label: Pointer(version=version, rollout=read.rollouts.get(label))
        for label, version in read.versions.items()
    }


def _key(name: str) -> str:
    """The notation of JSON strings is that of TOML, but for one character."""
    if _BARE.fullmatch(name):
        return name
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")


def _wrong(problem: str) -> HaldenError:
    return HaldenError(f"{LABELS}: {problem}")
