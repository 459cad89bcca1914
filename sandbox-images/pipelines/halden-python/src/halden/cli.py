"""The command line.

A command is a module of `halden.commands`: `add` declares its arguments and `run` does its work and
returns the exit status. `add` runs at every start, so such a module imports what is heavy in `run`.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from halden import __version__
from halden.errors import HaldenError, UsageError

COMMANDS = (
    "ingest",
    "search",
    "ask",
    "worker",
    "answers",
    "eval",
    "score",
    "judge",
    "stats",
    "prompts",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command: 0 if all of it worked, 1 if not, 2 if the arguments are wrong."""
    arguments = parser().parse_args(argv)
    # Reading the arguments needs none of it.
    from halden.telemetry import telemetry

    with telemetry():
        try:
            return int(arguments.run(arguments))
        except UsageError as error:
            return fail(error, 2)
        except (HaldenError, OSError) as error:
            return fail(error, 1)


def fail(error: Exception, status: int) -> int:
    """Tell people what went wrong."""
    sys.stderr.write(f"error: {error}\n")
    return status


def parser() -> argparse.ArgumentParser:
    """Everything that `halden` understands."""
    root = argparse.ArgumentParser(
        prog="halden", description="Halden's support assistant.", allow_abbrev=False
    )
    root.add_argument("--version", "-V", action="version", version=f"halden {__version__}")
    default = os.environ.get("HALDEN_CONFIG") or "halden.toml"
    add_config(root, Path(default))
    subparsers = root.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = importlib.import_module(f"halden.commands.{name}")
        module.add(subparsers)
    return root


def add_config(parser: argparse.ArgumentParser, default: Path | str) -> None:
    """`--config` is understood before and after the command."""
    parser.add_argument("--config", type=Path, default=default, help="the configuration")
