"""`halden prompts`: the registry, and the moves of its labels."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from halden.commands.shared import Subparsers, add_command, number, print_document

if TYPE_CHECKING:
    from halden.prompt.moves import Moved
    from halden.prompt.registry import Registry

Run = Callable[[argparse.Namespace], int]

_VERSION = number(0, 2**32 - 1)


def add(subparsers: Subparsers) -> None:
    """Declare the command and its own commands."""
    parser = add_command(subparsers, "prompts", list_, "Work with the prompt registry.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add_command(commands, "list", list_, "List every version.")
    shown = add_command(commands, "show", show, "Show one version.")
    shown.add_argument("name")
    which = shown.add_mutually_exclusive_group()
    which.add_argument("--version", type=_VERSION)
    which.add_argument("--label", default="production")
    _moving(commands, "promote", promote, "Point a label to a version, for everyone.")
    rolled_out = _moving(commands, "rollout", roll_out, "Give a version to a share of askers.")
    rolled_out.add_argument("percent", type=number(0, 100))
    back = "End a label's rollout; without one, take back its last promotion."
    rolled_back = add_command(commands, "rollback", roll_back, back)
    rolled_back.add_argument("name")
    rolled_back.add_argument("label")


def _moving(commands: Subparsers, name: str, run: Run, purpose: str) -> argparse.ArgumentParser:
    parser = add_command(commands, name, run, purpose)
    parser.add_argument("name")
    parser.add_argument("version", type=_VERSION)
    parser.add_argument("label")
    return parser


def list_(_: argparse.Namespace) -> int:
    """Print every version."""
    from halden.prompt.listing import list_prompts

    listings = [listing.model_dump() for listing in list_prompts(_registry())]
    print_document({"prompts": listings})
    return 0


def show(arguments: argparse.Namespace) -> int:
    """Print one version, by its number or by a label."""
    registry = _registry()
    if arguments.version is None:
        prompt = registry.labelled(arguments.name, arguments.label)
    else:
        prompt = registry.version(arguments.name, arguments.version)
    print_document(
        {
            "label": prompt.label,
            "name": prompt.name,
            "sha256": prompt.sha256,
            "text": prompt.text,
            "version": prompt.version,
        }
    )
    return 0


def promote(arguments: argparse.Namespace) -> int:
    """Move a label, for everyone."""
    from halden.prompt.moves import promote

    return _moved(promote(_registry(), arguments.name, arguments.version, arguments.label))


def roll_out(arguments: argparse.Namespace) -> int:
    """Move a label, for some."""
    from halden.prompt.moves import roll_out

    version, label, percent = arguments.version, arguments.label, arguments.percent
    return _moved(roll_out(_registry(), arguments.name, version, label, percent))


def roll_back(arguments: argparse.Namespace) -> int:
    """Take the last move back."""
    from halden.prompt.moves import roll_back

    return _moved(roll_back(_registry(), arguments.name, arguments.label))


def _moved(moved: "Moved") -> int:
    print_document(moved.model_dump(by_alias=True))
    return 0


def _registry() -> "Registry":
    from halden.environment import Environment
    from halden.prompt.registry import Registry

    return Registry(Environment.from_process().prompts)
