"""Labels that move, seen from outside: the registry, its log, and a process that follows it."""

import json
from pathlib import Path
from typing import Any

import pytest

from halden.errors import HaldenError
from halden.prompt.labels import Rollout
from halden.prompt.listing import list_prompts
from halden.prompt.moves import promote, roll_back, roll_out
from halden.prompt.registry import Registry
from halden.prompt.release import asker, read_release
from halden.prompt.resolver import Resolver

SOUND = (
    "---\npurpose: p\nrequired: [context, question]\n---\n"
    "# System\nS\n\n# User\n{{context}} {{question}}\n"
)
MISSPELT, TONED = 3, 4


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Versions 1 and 2 are sound; the code cannot render the others."""
    files = {
        "v1.md": SOUND,
        "v2.md": SOUND.replace("purpose: p", "purpose: second"),
        f"v{MISSPELT}.md": SOUND.replace("{{question}}", "{{typo}}"),
        f"v{TONED}.md": SOUND.replace("[context", "[tone, context").replace("S\n", "{{tone}}\n"),
    }
    (tmp_path / "answer").mkdir()
    for name, text in files.items():
        (tmp_path / "answer" / name).write_text(text)
    (tmp_path / "labels.toml").write_text("[answer]\nproduction = 1\n")
    return Registry(tmp_path)


def version(registry: Registry) -> int:
    return registry.labelled("answer", "production").version


def log(registry: Registry) -> list[dict[str, Any]]:
    file = registry.folder / "log.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_a_label_follows_its_promotion(registry: Registry) -> None:
    promote(registry, "answer", 2, "production")
    assert version(registry) == 2
    (line,) = log(registry)
    keys = ["at", "who", "action", "prompt", "label", "from", "to"]
    assert (list(line), line["action"], line["to"]["version"]) == (keys, "promote", 2)


@pytest.mark.parametrize("unusable", [MISSPELT, TONED, 9])
def test_an_unusable_version_is_refused_and_not_logged(registry: Registry, unusable: int) -> None:
    with pytest.raises(HaldenError):
        promote(registry, "answer", unusable, "production")
    with pytest.raises(HaldenError):
        roll_out(registry, "answer", unusable, "production", 5)
    assert (version(registry), log(registry)) == (1, [])


def test_an_unknown_label_is_an_error(registry: Registry) -> None:
    with pytest.raises(HaldenError, match="`canary`"):
        registry.labelled("answer", "canary")
    with pytest.raises(HaldenError, match="`canary`"):
        roll_out(registry, "answer", 2, "canary", 5)


def test_a_rollback_ends_the_rollout_and_then_takes_back_the_promotion(registry: Registry) -> None:
    with pytest.raises(HaldenError, match="nothing to roll back"):
        roll_back(registry, "answer", "production")
    promote(registry, "answer", 2, "production")
    roll_out(registry, "answer", 1, "production", 20)
    assert roll_back(registry, "answer", "production").to.rollout is None
    assert version(registry) == 2
    roll_back(registry, "answer", "production")
    assert version(registry) == 1
    with pytest.raises(HaldenError, match="nothing to roll back"):
        roll_back(registry, "answer", "production")
    assert [line["action"] for line in log(registry)] == [
        "promote",
        "rollout",
        "rollback",
        "rollback",
    ]
    assert log(registry)[1]["to"]["rollout"] == {"version": 1, "percent": 20}


def test_a_promotion_is_for_everyone(registry: Registry) -> None:
    roll_out(registry, "answer", 2, "production", 20)
    moved = promote(registry, "answer", 2, "production")
    assert moved.from_ is not None
    assert moved.from_.rollout == Rollout(version=2, percent=20)
    assert moved.to.rollout is None


def test_a_rollout_reaches_its_share_of_askers_and_always_the_same_ones(registry: Registry) -> None:
    def reached(percent: int) -> set[int]:
        roll_out(registry, "answer", 2, "production", percent)
        release = read_release(registry, "answer", "production")
        picks = {n: release.pick(asker(f"c{n}", "q")).version for n in range(2000)}
        return {n for n, picked in picks.items() if picked == 2}

    none, some, more, everyone = map(reached, (0, 20, 50, 100))
    assert (len(none), len(everyone)) == (0, 2000)
    assert 320 <= len(some) < 480
    assert some < more
    assert reached(20) == some


def test_the_place_of_an_asker_does_not_change_between_releases_of_the_program(
    registry: Registry,
) -> None:
    roll_out(registry, "answer", 2, "production", 50)
    release = read_release(registry, "answer", "production")
    customers = ["lumen-solar", "kestrel", "northwind", "fjordline", "harbour", "osterby"]
    picked = [release.pick(asker(customer, "q")).version for customer in customers]
    assert picked == [1, 1, 1, 2, 1, 1]


def test_customers_are_counted_whole_and_others_by_question() -> None:
    assert asker("lumen", "a") == asker("lumen", "b")
    assert asker(None, "a") != asker(None, "b")
    assert asker("a", "a") != asker(None, "a")


def test_a_listing_tells_who_gets_a_version(registry: Registry) -> None:
    for unusable in (MISSPELT, TONED):
        (registry.folder / "answer" / f"v{unusable}.md").unlink()
    roll_out(registry, "answer", 2, "production", 20)
    first, second = list_prompts(registry)
    assert (first.version, first.labels, first.rollouts) == (1, ["production"], [])
    assert (second.labels, second.rollouts[0].percent) == ([], 20)
    assert second.purpose == "second"


def test_a_moved_label_takes_effect_in_time_and_an_unreadable_registry_changes_nothing(
    registry: Registry,
) -> None:
    resolver = Resolver(registry, "answer", "production", refresh_seconds=5, now=0)

    def at(now: float) -> tuple[int, bool]:
        release, stale = resolver.current(now)
        return release.stable.version, stale

    labels = registry.folder / "labels.toml"
    promote(registry, "answer", 2, "production")
    assert at(1) == (1, False)
    assert at(5) == (2, False)
    labels.write_text(f"[answer]\nproduction = {MISSPELT}\n")
    assert at(9) == (2, False)
    assert at(10) == (2, True)
    labels.unlink()
    assert at(20) == (2, True)
    labels.write_text("[answer]\nproduction = 1\n")
    assert at(30) == (1, False)
