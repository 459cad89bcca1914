"""Who is asking. No leg may return what the asker is not entitled to see."""

import re
from dataclasses import dataclass

from halden.errors import HaldenError

_EVERYONE = "everyone"
_SLUG = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Scope:
    """The asker: one customer, or nobody in particular.

    A malformed customer is refused, never widened to everyone.
    """

    customer: str | None

    def __post_init__(self) -> None:
        """Refuse a customer that cannot be one."""
        if self.customer is not None and not is_slug(self.customer):
            raise HaldenError(
                f"`{self.customer}` is not a customer slug (lower-case letters, digits and hyphens)"
            )

    @property
    def audiences(self) -> list[str]:
        """The audiences that the asker belongs to: what both legs filter on."""
        own = [] if self.customer is None else [audience(self.customer)]
        return [_EVERYONE, *own]

    def admits(self, audience: str) -> bool:
        """Whether a document with this audience may be shown."""
        return audience in self.audiences


def audience(customer: str | None) -> str:
    """Name the audience of a document; never empty, so that none at all matches no filter."""
    return _EVERYONE if customer is None else f"customer:{customer}"


def is_slug(text: str) -> bool:
    """Whether this could be a customer's name."""
    return _SLUG.fullmatch(text) is not None
