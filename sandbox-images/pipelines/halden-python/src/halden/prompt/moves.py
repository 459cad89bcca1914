"""Moving labels: promotion, rollout and rollback. Each move is written down in the log."""

from pydantic import BaseModel, ConfigDict, Field

from halden.errors import HaldenError
from halden.journal import now
from halden.prompt import change_log
from halden.prompt.change_log import Move
from halden.prompt.labels import LABELS, Pointer, Rollout
from halden.prompt.registry import Registry


class Moved(BaseModel):
    """A label that has moved; `from` is null for a new one."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    name: str
    label: str
    from_: Pointer | None = Field(alias="from")
    to: Pointer


def promote(registry: Registry, name: str, version: int, label: str) -> Moved:
    """Point a label to a usable version, for everyone: a rollout of this label ends."""
    registry.usable(name, version)
    return _point(registry, name, label, "promote", Pointer(version=version))


def roll_out(registry: Registry, name: str, version: int, label: str, percent: int) -> Moved:
    """Give a usable version to a share of those who ask for a label, which must exist."""
    registry.usable(name, version)
    stable = registry.pointer(name, label).version
    to = Pointer(version=stable, rollout=Rollout(version=version, percent=percent))
    return _point(registry, name, label, "rollout", to)


def roll_back(registry: Registry, name: str, label: str) -> Moved:
    """End a label's rollout; without one, take back its last promotion."""
    current = registry.pointer(name, label)
    to = current.version
    if current.rollout is None:
        to = _version_before(registry, name, label, current.version)
    return _point(registry, name, label, "rollback", Pointer(version=to))


def _version_before(registry: Registry, name: str, label: str, version: int) -> int:
    before = change_log.before_promotion(registry.folder, name, label, version)
    if before is None:
        missing = f"no earlier version of `{name}` `{label}` is in the log"
        raise HaldenError(f"nothing to roll back: {missing}")
    registry.usable(name, before)
    return before


def _point(registry: Registry, name: str, label: str, action: str, to: Pointer) -> Moved:
    """The log is written before the label moves into place: a move that nobody can find out about
    is worse than a line about a move that failed."""
    labels = registry.labels()
    before = labels.pointer(name, label)
    unfinished = registry.folder / f"{LABELS}.new"
    move = Move(
        at=now(),
        who=change_log.who(),
        action=action,
        prompt=name,
        label=label,
        from_=before,
        to=to,
    )
    try:
        labels.pointed(name, label, to).write(unfinished)
        change_log.append(registry.folder, move)
        unfinished.replace(registry.folder / LABELS)
    except OSError as error:
        raise HaldenError(f"cannot write {error.filename}: {error.strerror}") from error
    return Moved(name=name, label=label, from_=before, to=to)
