"""What commands have in common: how they declare themselves, and how they print."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from halden.errors import UsageError

if TYPE_CHECKING:
    from halden.config import Config
    from halden.environment import Environment

Subparsers = Any
"""What `add_subparsers` returns; argparse does not export its class."""


def add_command(
    subparsers: Subparsers,
    name: str,
    run: Callable[[argparse.Namespace], int],
    purpose: str,
) -> argparse.ArgumentParser:
    """Declare a command, with the options that every command has."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name, help=purpose, description=purpose, allow_abbrev=False
    )
    # Given before the command, it must not be overwritten by a default after it.
    parser.add_argument("--config", type=Path, default=argparse.SUPPRESS, help="the configuration")
    parser.set_defaults(run=run)
    return parser


def add_asked(parser: argparse.ArgumentParser) -> None:
    """Declare a question or a file of questions: what `search` and `ask` share."""
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("question", nargs="?", help="the question")
    asked.add_argument("--batch", type=Path, help="questions instead, one JSON object a line")
    parser.add_argument("--customer", help="the customer who asks")


def check_asked(arguments: argparse.Namespace) -> None:
    """Refuse a customer beside a batch: each of its lines names its own."""
    if arguments.batch is not None and arguments.customer is not None:
        raise UsageError("--customer cannot be used with --batch")


def number(least: int = 0, most: int | None = None) -> Callable[[str], int]:
    """An argument that is a whole number; anything else is a wrong argument."""

    def parse(text: str) -> int:
        # `int` would take ` 3`, `1_0` and digits of other scripts as well.
        if not re.fullmatch(r"[+-]?[0-9]+", text):
            raise argparse.ArgumentTypeError(f"{text} is not a whole number")
        value = int(text)
        if value < least or (most is not None and value > most):
            limits = f"at least {least}" if most is None else f"from {least} to {most}"
            raise argparse.ArgumentTypeError(f"{text} is not {limits}")
        return value

    return parse


def load(arguments: argparse.Namespace) -> "tuple[Config, Environment]":
    """Read the configuration and the environment: what needs neither must not call this."""
    from halden.config import Config
    from halden.environment import Environment

    return Config.load(arguments.config), Environment.from_process()


def print_document(document: object) -> None:
    """Print a JSON document on one line."""
    line = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads it has seen enough. Python would complain once more when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
