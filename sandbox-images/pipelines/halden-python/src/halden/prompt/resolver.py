"""What a label means, for a process that runs for days.

It is asked again after a while, and kept if the registry cannot be read: an answer by yesterday's
prompt is better than none, as long as it says so.
"""

import logging

from halden.errors import HaldenError
from halden.prompt.registry import Registry
from halden.prompt.release import Release, read_release

logger = logging.getLogger(__name__)


class Resolver:
    """Follows a label. Times are seconds of one clock that never goes back."""

    def __init__(
        self, registry: Registry, name: str, label: str, refresh_seconds: float, now: float
    ) -> None:
        """The first reading must succeed."""
        self._registry = registry
        self._name = name
        self._label = label
        self._refresh_seconds = refresh_seconds
        self._release = read_release(registry, name, label)
        self._read_at = now
        self._stale = False

    def current(self, now: float) -> tuple[Release, bool]:
        """What the label means, and whether that is old because the registry could not be asked."""
        if now - self._read_at >= self._refresh_seconds:
            self._refresh(now)
        return self._release, self._stale

    def _refresh(self, now: float) -> None:
        self._read_at = now
        try:
            self._release = read_release(self._registry, self._name, self._label)
            self._stale = False
        except HaldenError as error:
            version = self._release.stable.version
            logger.warning("keeping version %d of the prompt: %s", version, error)
            self._stale = True
