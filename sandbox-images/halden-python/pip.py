"""Stands in for pip and uv: it tells what is installed, and that nothing can be installed here.

It is a module so that `python -m pip` finds it, and so that it needs none of pip's own 15 MB.
"""

import json
import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

REFUSAL = """\
{program}: nothing was installed. A sandbox has no network.
`pip list` shows what is installed. If you need anything else, do without it, or say in your journal
what you need and why. The practitioner reads it."""

USAGE = """\
{program}: these commands work in a sandbox: list, show, freeze, --version. A sandbox has no network, and
its packages cannot be changed."""

ASKS_FOR_PACKAGES = {"install", "download", "wheel", "add", "sync", "run", "tool"}


def canonical(name: str) -> str:
    """Names that differ in case, or in `-`, `_` and `.` alone, are the same."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, Distribution]:
    """By canonical name, in alphabetical order."""
    found = {canonical(it.metadata["Name"]): it for it in distributions()}
    return dict(sorted(found.items()))


def list_all(arguments: list[str]) -> int:
    rows = [(it.metadata["Name"], it.version) for it in installed().values()]
    if "--format=json" in arguments or "json" in arguments:
        print(json.dumps([{"name": name, "version": version} for name, version in rows]))
        return 0
    if "--format=freeze" in arguments or "freeze" in arguments:
        return freeze([])
    rows = [("Package", "Version"), *rows]
    width = max(len(name) for name, _ in rows)
    longest = max(len(version) for _, version in rows)
    rows.insert(1, ("-" * width, "-" * longest))
    print("\n".join(f"{name:{width}} {version}" for name, version in rows))
    return 0


def freeze(_: list[str]) -> int:
    for it in installed().values():
        print(f"{it.metadata['Name']}=={it.version}")
    return 0


def required(it: Distribution) -> list[str]:
    """Names of what it needs, without extras."""
    lines = [line for line in it.requires or [] if "extra ==" not in line]
    return sorted({re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in lines}, key=str.lower)


def show(arguments: list[str]) -> int:
    names = [it for it in arguments if not it.startswith("-")]
    if not names:
        print("pip: name a package: pip show NAME", file=sys.stderr)
        return 1
    everything, status = installed(), 0
    for index, name in enumerate(names):
        it = everything.get(canonical(name))
        if it is None:
            print(f"pip: {name} is not installed", file=sys.stderr)
            status = 1
            continue
        users = [
            other.metadata["Name"]
            for other in everything.values()
            if canonical(name) in map(canonical, required(other))
        ]
        if index:
            print("---")
        print(f"Name: {it.metadata['Name']}\nVersion: {it.version}\nSummary: {it.metadata['Summary']}")
        print(f"License: {it.metadata['License-Expression'] or it.metadata['License'] or ''}")
        print(f"Location: {Path(str(it.locate_file(''))).resolve()}")
        print(f"Requires: {', '.join(required(it))}\nRequired-by: {', '.join(users)}")
        if {"-f", "--files"} & set(arguments):
            print("Files:", *(f"  {file}" for file in it.files or []), sep="\n")
    return status


def main() -> None:
    """`pip …`, `uv pip …` and `python -m pip …`."""
    program = Path(sys.argv[0]).name
    program = "pip" if program in {"pip.py", "__main__.py"} else program
    arguments = sys.argv[1:]
    if program == "uv" and arguments[:1] == ["pip"]:
        arguments = arguments[1:]
    # Options may come first, as in `pip -q install`.
    while arguments and arguments[0].startswith("-") and arguments[0] not in {"--version", "-V"}:
        del arguments[0]
    command, rest = (arguments or [""])[0], arguments[1:]
    commands = {"list": list_all, "freeze": freeze, "show": show}
    if program != "uvx" and command in commands:
        sys.exit(commands[command](rest))
    if program != "uvx" and command in {"--version", "-V"}:
        print(f"{program}: the stand-in of a sandbox (Python {sys.version.split()[0]})")
        sys.exit(0)
    refused = program == "uvx" or command in ASKS_FOR_PACKAGES
    print((REFUSAL if refused else USAGE).format(program=program), file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
