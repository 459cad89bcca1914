"""Which versions there are, and which one a label means."""

import logging
from dataclasses import dataclass
from pathlib import Path

from halden.errors import HaldenError
from halden.journal import read_text
from halden.prompt import contract
from halden.prompt.labels import LABELS, Labels, Pointer
from halden.prompt.template import Template, TemplateError
from halden.text import sha256

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Prompt:
    """A version, and the label that it was found by."""

    name: str
    version: int
    label: str | None
    sha256: str
    """Of the file: what was really used."""
    text: str
    template: Template


@dataclass(frozen=True)
class Registry:
    """The folder of prompts. It is read at each use, so that a promotion takes effect at once."""

    folder: Path

    def labels(self) -> Labels:
        return Labels.parse(read_text(self.folder / LABELS))

    def pointer(self, name: str, label: str) -> Pointer:
        """An error if the label points nowhere."""
        pointer = self.labels().pointer(name, label)
        if pointer is None:
            raise HaldenError(f"the prompt `{name}` has no version labelled `{label}`")
        return pointer

    def labelled(self, name: str, label: str) -> Prompt:
        """The version that a label gives to those outside of a rollout."""
        return self.version(name, self.pointer(name, label).version, label)

    def version(self, name: str, version: int, label: str | None = None) -> Prompt:
        """Exactly this version, which must have the shape of a prompt."""
        text = read_text(self.folder / name / f"v{version}.md")
        try:
            template = Template.parse(text)
        except TemplateError as error:
            raise unusable(name, version, error) from error
        digest = sha256(text.encode())
        logger.info("prompt resolved: %s version %d (%s) %s", name, version, label, digest)
        return Prompt(name, version, label, digest, text, template)

    def usable(self, name: str, version: int, label: str | None = None) -> Prompt:
        """A version that our code can render."""
        prompt = self.version(name, version, label)
        try:
            contract.check(name, prompt.template)
        except TemplateError as error:
            raise unusable(name, version, error) from error
        return prompt


def unusable(name: str, version: int, error: TemplateError) -> HaldenError:
    return HaldenError(f"prompt `{name}` version {version}: {error}")
