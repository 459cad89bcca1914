from pathlib import Path

import pytest

from halden.errors import HaldenError
from halden.index.manifest import DocumentEntry, Fingerprint, Manifest
from samples import config

ENTRY = DocumentEntry(content_hash="h", chunks=2)


def manifest() -> Manifest:
    return Manifest(fingerprint=Fingerprint.of(config()), documents={"b": ENTRY, "a": ENTRY})


def test_what_is_saved_is_loaded_and_nothing_before_the_first_ingest(tmp_path: Path) -> None:
    assert Manifest.load(tmp_path) is None
    pending = manifest().model_copy(update={"pending": frozenset({"a"})})
    pending.save(tmp_path)
    assert Manifest.load(tmp_path) == pending
    assert pending.chunks == 4


def test_half_a_manifest_is_damaged_not_empty(tmp_path: Path) -> None:
    manifest().save(tmp_path)
    path = tmp_path / "manifest.json"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(HaldenError, match="damaged"):
        Manifest.load(tmp_path)


def test_another_model_or_way_of_cutting_is_refused() -> None:
    for other in [config(embed={"model": "n"}), config(chunk={"max_word_pieces": 9})]:
        with pytest.raises(HaldenError, match="--full"):
            manifest().require(Fingerprint.of(other))


def test_the_epoch_names_the_content_of_the_stores() -> None:
    same = Manifest(fingerprint=manifest().fingerprint, documents={"a": ENTRY, "b": ENTRY})
    less = Manifest(fingerprint=manifest().fingerprint, documents={"a": ENTRY})
    pending = manifest().model_copy(update={"pending": frozenset({"a"})})
    assert manifest().epoch == same.epoch == pending.epoch != less.epoch
