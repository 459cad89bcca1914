from pathlib import Path

import pytest

from halden.errors import HaldenError
from halden.prompt.labels import Labels, Pointer, Rollout

FILE = """
[answer]
production = 3
staging = 4

[answer.rollout.production]
version = 4
percent = 20
"""


def test_labels_survive_being_written_and_read(tmp_path: Path) -> None:
    file = tmp_path / "labels.toml"
    pointer = Pointer(version=3, rollout=Rollout(version=4, percent=20))
    labels = Labels.parse(FILE).pointed('a "b" ü', "x.y", pointer)
    labels.write(file)
    read = Labels.parse(file.read_text(encoding="utf-8"))
    assert read.pointer("answer", "production") == pointer
    assert read.pointer("answer", "staging") == Pointer(version=4)
    assert read.pointer('a "b" ü', "x.y") == pointer
    assert read.pointer("answer", "rollout") is None


def test_the_name_of_the_table_of_rollouts_is_no_label() -> None:
    with pytest.raises(HaldenError):
        Labels.parse(FILE).pointed("answer", "rollout", Pointer(version=1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("= 20", "= 101"),
        ("= 20", "= -1"),
        ("= 20", "= 20.0"),
        ("= 3", "= true"),
        ("= 3", "= -3"),
        ("rollout.production", "rollout.canary"),
        ("percent", "share"),
        ("[answer]", "answer = 1\n[other]"),
    ],
)
def test_a_slip_of_the_hand_is_an_error(old: str, new: str) -> None:
    with pytest.raises(HaldenError, match=r"labels\.toml"):
        Labels.parse(FILE.replace(old, new))
