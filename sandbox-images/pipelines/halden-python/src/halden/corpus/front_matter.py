"""The block of metadata at the head of each document.

It is the part of YAML that our documents need: `key: value` lines, where a value is null, a number,
a word or a quoted text. Everything else is refused rather than guessed.
"""

import json
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from halden.errors import HaldenError
from halden.index.record import Status
from halden.scope import is_slug

_OPENING = "---\n"
_CLOSING = "\n---\n"
_LINE = re.compile(r"(?P<key>\w+):(?:[ \t]+(?P<value>.*))?")
_COMMENT = re.compile(r"(?:^|[ \t])#.*")
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]*")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# What starts a collection, an anchor, a tag, a block or a directive.
_INDICATORS = (*"[]{},&*!|>%@`", "- ", "? ")


class DocumentError(HaldenError):
    """A file that is not a document."""


def _whole_number(value: str | None) -> int:
    # `int` and pydantic would take `1.0`, `1_0` and `٣` as well.
    if value is None or not _WHOLE_NUMBER.fullmatch(value):
        raise ValueError(f"`{value}` is not a whole number")
    return int(value)


class FrontMatter(BaseModel):
    """What a document says about itself.

    Keys that may be null must still be written: a forgotten `customer` would publish a contract to
    everyone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    """The path without the corpus folder and the extension."""
    kind: str
    """The folder that it lives in."""
    title: str
    customer: str | None
    """The only customer who may see it, or null for everyone."""
    effective: str
    """The ISO date from which it holds."""
    version: Annotated[int, BeforeValidator(_whole_number)]
    """Within its series."""
    series: str | None
    """What all versions of the document share."""
    status: Status
    supersedes: str | None
    """The id of the version that this one replaces."""


def split(file: str) -> tuple[str, str]:
    """The front matter and the body, which starts after the closing line. Raises DocumentError."""
    block, closing, body = file.removeprefix(_OPENING).partition(_CLOSING)
    if not file.startswith(_OPENING) or not closing:
        raise DocumentError("does not start with a front matter block")
    return block, body


def parse(block: str, name: str) -> FrontMatter:
    """The front matter of the document that should have this id. Raises DocumentError."""
    try:
        meta = FrontMatter.model_validate(_values(block))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DocumentError(f"front matter: `{place}`: {first['msg']}") from error
    for field, problem in _problems(meta, name):
        raise DocumentError(f"front matter: `{field}` {problem}")
    return meta


def _problems(meta: FrontMatter, name: str) -> list[tuple[str, str]]:
    """Fields that are there and cannot be right."""
    found = []
    if meta.id != name:
        found.append(("id", f"is `{meta.id}`, but the file's path says `{name}`"))
    if meta.kind != name.partition("/")[0]:
        found.append(("kind", f"is `{meta.kind}`, but the file is not in that folder"))
    if not meta.title.strip():
        found.append(("title", "is empty"))
    if not _DATE.fullmatch(meta.effective):
        found.append(("effective", f"`{meta.effective}` is not an ISO date"))
    if meta.customer is not None and not is_slug(meta.customer):
        found.append(("customer", f"`{meta.customer}` is not a slug"))
    return found


def _values(block: str) -> dict[str, str | None]:
    values: dict[str, str | None] = {}
    for line in block.split("\n"):
        if not _COMMENT.sub("", line).strip():
            continue
        match = _LINE.fullmatch(line.rstrip())
        if match is None:
            raise DocumentError(f"front matter: `{line}` is not `key: value`")
        if match["key"] in values:
            raise DocumentError(f"front matter: `{match['key']}` is there twice")
        values[match["key"]] = _scalar(match["value"] or "")
    return values


def _scalar(text: str) -> str | None:
    text = text.strip()
    if text.startswith(('"', "'")):
        return _quoted(text)
    plain = _COMMENT.sub("", text).strip()
    if plain.startswith(_INDICATORS) or ": " in plain or plain.endswith(":"):
        raise DocumentError(f"front matter: `{text}` has to be quoted")
    return None if plain in _NULLS else plain


def _quoted(text: str) -> str:
    body = re.fullmatch(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?:[ \t]+#.*)?""", text)
    if body is None:
        raise DocumentError(f"front matter: `{text}` is not one quoted text")
    quoted = body[1]
    if quoted.startswith("'"):
        return quoted[1:-1].replace("''", "'")
    try:
        return str(json.loads(quoted))
    except ValueError as error:
        raise DocumentError(f"front matter: `{text}` has an escape we do not know") from error
