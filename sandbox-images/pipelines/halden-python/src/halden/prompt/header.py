"""The front matter of a prompt file: its contract with the code that renders it.

The notation is the corner of YAML that a header needs: strings, and lists of names.
"""

import json
import re

from pydantic import Field

from halden.strict import Strict

_KEY = re.compile(r"([A-Za-z_]+):(?: +(.*))?")
_COMMENT = re.compile(r"(^| +)#.*")
_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?: +#.*)?""")
_NOT_PLAIN = re.compile(r"[\[\]{}&*!|>%@`,?\"'-]|.*: ")


class Header(Strict):
    purpose: str
    required: list[str]
    """Variables that must be given and must not be blank."""
    optional: list[str] = Field(default_factory=list)
    """Variables that may be absent: a line that mentions an absent one is left out."""


def read_header(block: str) -> Header:
    """Raises ValueError, also for YAML that goes beyond the notation."""
    entries: dict[str, str | list[str]] = {}
    open_list: list[str] | None = None
    for line in block.split("\n"):
        if not _COMMENT.sub("", line).strip():
            continue
        if open_list is not None and line.lstrip().startswith("- "):
            open_list.append(_scalar(line.lstrip()[2:]))
            continue
        matched = _KEY.fullmatch(line.rstrip())
        if matched is None:
            raise ValueError(f"`{line.strip()}` is not an entry")
        key, text = matched[1], (matched[2] or "").strip()
        if key in entries:
            raise ValueError(f"`{key}` is there twice")
        value = _value(text)
        open_list = value if isinstance(value, list) and not text.startswith("[") else None
        entries[key] = value
    return Header.model_validate(entries)


def _value(text: str) -> str | list[str]:
    if not _COMMENT.sub("", text):
        return []
    if not text.startswith("["):
        return _scalar(text)
    inside, bracket, after = text[1:].partition("]")
    if not bracket or _COMMENT.sub("", after).strip():
        raise ValueError(f"`{text}` is not a list")
    items = [item.strip() for item in inside.split(",")]
    return [_scalar(item) for item in items if item]


def _scalar(text: str) -> str:
    text = text.strip()
    quoted = _QUOTED.fullmatch(text)
    if quoted is not None:
        inside = quoted[1]
        return str(json.loads(inside)) if inside[0] == '"' else inside[1:-1].replace("''", "'")
    plain = _COMMENT.sub("", text).strip()
    if not plain or _NOT_PLAIN.match(plain):
        raise ValueError(f"`{text}` has to be quoted")
    return plain
