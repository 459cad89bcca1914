"""JSON from outside, read strictly.

Python's parser is generous: it takes `NaN`, keeps the last of two equal keys and reads `True` as 1.
A verdict, a question or a gold span that was written in such a way is not what its author meant.
"""

import json
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

_LONGEST = 20
"""Digits of the greatest number of 64 bits."""

Model = TypeVar("Model", bound=BaseModel)

Count = Annotated[int, Field(ge=0, lt=2**64)]
"""Bytes, tokens, seconds, places."""

Version = Annotated[int, Field(ge=0, lt=2**32)]
"""The number of a prompt's version."""


class _Object(dict[str, Any]):
    """An object that remembers which of its keys were written more than once."""

    repeated: frozenset[str] = frozenset()


class Lenient(BaseModel):
    """Types are not converted, and keys that nobody asked for are ignored."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _each_key_once(cls, value: object) -> object:
        repeated = value.repeated if isinstance(value, _Object) else frozenset[str]()
        known = {field.alias or name for name, field in cls.model_fields.items()}
        for key in sorted(repeated & known):
            raise ValueError(f"`{key}` is there twice")
        return value


class Strict(Lenient):
    """Nor may there be any key that nobody asked for."""

    model_config = ConfigDict(extra="forbid")


def parse(model: type[Model], text: str) -> Model:
    """Read a model. Raises ValueError with a one-line reason."""
    try:
        read = model.model_validate(loads(text))
    except ValidationError as error:
        raise ValueError(reason(error)) from error
    try:
        read.model_dump_json()
    except ValueError as error:
        raise ValueError("half of a surrogate pair") from error
    return read


def loads(text: str) -> Any:  # any JSON value
    """Read any JSON value. Raises ValueError, also for what Python's parser would let pass."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_int, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def reason(error: ValidationError) -> str:
    """Say what pydantic found, on one line."""
    problems = []
    for problem in error.errors():
        place = ".".join(str(part) for part in problem["loc"])
        problems.append(f"`{place}`: {problem['msg']}" if place else problem["msg"])
    return "; ".join(problems)


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    members = _Object(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        members.repeated = frozenset(key for key in members if keys.count(key) > 1)
    return members


def _int(text: str) -> int | float:
    """What no 64 bits hold is a float, as it is for most programs that write JSON."""
    value = int(text) if len(text) <= _LONGEST else 2**64
    return value if -(2**63) <= value < 2**64 else float(text)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON")
