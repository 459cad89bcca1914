"""What a label means at one moment, and for whom."""

from dataclasses import dataclass

from halden.prompt.registry import Prompt, Registry
from halden.text import sha256


@dataclass(frozen=True)
class Release:
    """The prompt of a label, and the one that `percent` of a hundred askers get instead."""

    label: str
    stable: Prompt
    canary: Prompt | None
    percent: int

    def pick(self, asker: str) -> Prompt:
        """The same asker gets the same prompt each time, and a larger share keeps those who were
        in a smaller one."""
        if self.canary is not None and self._place(asker) < self.percent:
            return self.canary
        return self.stable

    def _place(self, asker: str) -> int:
        """From 0 to 99. The version is not in it: the next rollout begins with the same askers."""
        digest = sha256(f"{self.stable.name}\0{self.label}\0{asker}".encode())
        return int(digest[:15], 16) % 100


def asker(customer: str | None, question: str) -> str:
    """Whom a share is counted by: a customer as a whole, or else each question by itself."""
    return f"question:{question}" if customer is None else f"customer:{customer}"


def read_release(registry: Registry, name: str, label: str) -> Release:
    """What a label means now. Each version must be there and usable."""
    pointer = registry.pointer(name, label)
    stable = registry.usable(name, pointer.version, label)
    if pointer.rollout is None:
        return Release(label, stable, canary=None, percent=0)
    canary = registry.usable(name, pointer.rollout.version, label)
    return Release(label, stable, canary, pointer.rollout.percent)
