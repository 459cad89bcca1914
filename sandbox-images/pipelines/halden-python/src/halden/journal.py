"""Files of JSON lines: appended to, never rewritten, and read strictly."""

import os
import time
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from halden.errors import HaldenError
from halden.strict import parse

Model = TypeVar("Model", bound=BaseModel)


def now() -> int:
    """Seconds since 1970."""
    return int(time.time())


def append(path: Path, line: str) -> None:
    """Append a line in one write, so that a reader never sees half of one and two writers do not
    mix. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        os.write(descriptor, f"{line}\n".encode())
    finally:
        os.close(descriptor)


def read_text(path: Path) -> str:
    """The file to the letter: line ends are part of what is hashed, so none is translated."""
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise HaldenError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise HaldenError(f"cannot read {path}: not UTF-8") from error


def lines(text: str) -> list[tuple[int, str]]:
    """The lines that are not blank, numbered from one. Only a line feed ends a line: a JSON string
    may hold the other characters that Python would split at."""
    numbered = enumerate(text.split("\n"), start=1)
    return [(number, line) for number, line in numbered if line.strip()]


def read_models(path: Path, model: type[Model]) -> list[Model]:
    """A model for each line. A line that is not one is an error that names it: whoever counts
    lines must not count fewer than there are."""
    models = []
    for number, line in lines(read_text(path)):
        try:
            models.append(parse(model, line))
        except ValueError as error:
            raise HaldenError(f"{path} line {number}: {error}") from error
    return models
