"""What there is in the registry, for people."""

import re
from pathlib import Path

from pydantic import BaseModel

from halden.errors import HaldenError
from halden.prompt.registry import Registry

_FILE = re.compile(r"v([0-9]+)\.md")


class Share(BaseModel):
    """A rollout, seen from its version."""

    label: str
    percent: int


class Listing(BaseModel):
    """A version, the labels that mean it, and those that give it to some."""

    labels: list[str]
    name: str
    purpose: str
    rollouts: list[Share]
    sha256: str
    version: int


def list_prompts(registry: Registry) -> list[Listing]:
    """Every version of every prompt, by name and number."""
    folders = [entry for entry in _entries(registry.folder) if entry.is_dir()]
    found = [
        (folder.name, int(matched[1]))
        for folder in folders
        for file in _entries(folder)
        if (matched := _FILE.fullmatch(file.name))
    ]
    return [_listing(registry, name, version) for name, version in sorted(found)]


def _listing(registry: Registry, name: str, version: int) -> Listing:
    prompt = registry.version(name, version)
    pointers = registry.labels().of(name)
    return Listing(
        name=name,
        version=version,
        labels=[label for label, pointer in pointers if pointer.version == version],
        rollouts=[
            Share(label=label, percent=pointer.rollout.percent)
            for label, pointer in pointers
            if pointer.rollout is not None and pointer.rollout.version == version
        ],
        sha256=prompt.sha256,
        purpose=prompt.template.purpose,
    )


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise HaldenError(f"cannot read {folder}: {error.strerror}") from error
