"""Strict templates.

A variable that silently renders as nothing produces a fluent answer from no documents at all, so
whatever is not as declared is an error.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from halden.errors import HaldenError
from halden.prompt.header import read_header
from halden.strict import reason

_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


class TemplateError(HaldenError):
    """Why a prompt cannot be used."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side says in a conversation; `role` is `system` or `user`."""

    role: str
    content: str


@dataclass(frozen=True)
class Template:
    purpose: str
    required: frozenset[str]
    optional: frozenset[str]
    system: str
    user: str

    @classmethod
    def parse(cls, file: str) -> "Template":
        """Raises TemplateError."""
        opening, _, rest = file.partition("---\n")
        block, closing, body = rest.partition("\n---\n")
        if opening or not closing:
            raise TemplateError("not a prompt file: no front matter")
        try:
            header = read_header(block)
        except ValidationError as error:
            raise TemplateError(f"not a prompt file: {reason(error)}") from error
        except ValueError as error:
            raise TemplateError(f"not a prompt file: {error}") from error
        system, user = _sections(body)
        required, optional = frozenset(header.required), frozenset(header.optional)
        template = cls(header.purpose, required, optional, system, user)
        template._check()
        return template

    def _check(self) -> None:
        used = _names(self.system) | _names(self.user)
        for name in sorted(used - self.required - self.optional):
            raise TemplateError(f"uses `{name}`, which it does not declare")
        for name in sorted(self.required - used):
            raise TemplateError(f"requires `{name}`, but does not use it")

    def accept(self, given: Collection[str]) -> None:
        """Raises TemplateError unless these variables are what the header asks for."""
        for name in sorted(self.required.difference(given)):
            raise _missing(name)
        for name in sorted(set(given) - self.required - self.optional):
            raise TemplateError(f"does not know the variable `{name}` that it is given")

    def render(self, values: Mapping[str, str]) -> list[Turn]:
        """The messages for these variables. Raises TemplateError."""
        self.accept(values.keys())
        for name in sorted(self.required):
            if not values[name].strip():
                raise _missing(name)
        return [
            Turn("system", _fill(self.system, values)),
            Turn("user", _fill(self.user, values)),
        ]


def _missing(name: str) -> TemplateError:
    return TemplateError(f"the required variable `{name}` is missing or empty")


def _sections(body: str) -> tuple[str, str]:
    before, system_mark, rest = body.partition("# System\n")
    if not system_mark:
        raise TemplateError("not a prompt file: no `# System`")
    if before.strip():
        raise TemplateError("not a prompt file: text before `# System`")
    system, user_mark, user = rest.partition("\n# User\n")
    if not user_mark:
        raise TemplateError("not a prompt file: no `# User`")
    return system.strip(), user.strip()


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Line by line. Values are not looked into again: a document that contains `{{` is text."""
    filled = []
    for line in text.split("\n"):
        pieces = _pieces(line.removesuffix("\r"))
        given = [values.get(name, "") for name in pieces[1::2]]
        if all(value.strip() for value in given):
            pieces[1::2] = given
            filled.append("".join(pieces))
    return "\n".join(filled)


def _names(text: str) -> set[str]:
    return set(_pieces(text)[1::2])


def _pieces(text: str) -> list[str]:
    """Text and names of variables in turns, beginning and ending with text."""
    pieces = _PLACEHOLDER.split(text)
    names = pieces[1::2]
    if "{{" in pieces[-1] or any("\n" in name for name in names):
        raise TemplateError("not a prompt file: `{{` without `}}` on its line")
    pieces[1::2] = [name.strip() for name in names]
    return pieces
