from pathlib import Path

import pytest

from halden.corpus import Corpus
from halden.corpus.document import Document
from halden.corpus.front_matter import DocumentError, parse, split
from halden.errors import HaldenError
from halden.index.record import Status
from samples import file_text, front_matter, write

GOOD = front_matter("policy/x")


def test_a_complete_block_is_read_and_the_body_starts_after_it() -> None:
    block, body = split(f"---\n{GOOD}\n---\nBody.")
    assert body == "Body."
    meta = parse(block, "policy/x")
    assert (meta.version, meta.status, meta.customer) == (1, Status.CURRENT, None)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("A plain: no", None),
        ("[a, b]", None),
        ("null", None),
        ("", None),
        ('"a" b', None),
        ("Rates # of 2024", "Rates"),
        ('"Rates: # 2024"', "Rates: # 2024"),
        ("'It''s'", "It's"),
        ("Track#1 at 9:00", "Track#1 at 9:00"),
        ("2024", "2024"),
    ],
)
def test_values_are_read_as_yaml_means_them_or_refused(written: str, title: str | None) -> None:
    block = front_matter("policy/x", title=written)
    if title is None:
        with pytest.raises(DocumentError):
            parse(block, "policy/x")
    else:
        assert parse(block, "policy/x").title == title


@pytest.mark.parametrize("key", ["id", "title", "customer", "version", "series", "supersedes"])
def test_every_omission_is_an_error(key: str) -> None:
    kept = [line for line in GOOD.split("\n") if not line.startswith(key)]
    with pytest.raises(DocumentError, match=key):
        parse("\n".join(kept), "policy/x")


@pytest.mark.parametrize(
    "bad",
    [
        GOOD.replace("2025-03-01", "March 2025"),
        GOOD.replace("2025-03-01", "2025-13-01"),
        GOOD.replace("customer: null", "customer: Lumen Solar"),
        GOOD.replace("status: current", "status: draft"),
        GOOD.replace("version: 1", "version: 1.0"),
        GOOD.replace("version: 1", "version: -1"),
        f"{GOOD}\nreviewer: someone",
        f"{GOOD}\ntitle: again",
        f"{GOOD}\nnothing",
    ],
)
def test_every_surprise_is_an_error(bad: str) -> None:
    with pytest.raises(DocumentError):
        parse(bad, "policy/x")


def test_a_file_says_where_it_lies() -> None:
    with pytest.raises(DocumentError, match="`id`"):
        Document.parse("policy/y", file_text("policy/x", "Text."))
    with pytest.raises(DocumentError, match="`kind`"):
        Document.parse("policy/x", file_text("policy/x", "Text.", kind="manual"))


def test_files_that_are_no_documents_are_reported_and_never_empty(tmp_path: Path) -> None:
    write(tmp_path, "policy/good", "Text.\r\n")
    write(tmp_path, "policy/empty", " \n")
    (tmp_path / "policy/none.md").write_text("# No front matter")
    (tmp_path / "policy/binary.md").write_bytes(b"---\n\xff\n---\nText.")
    corpus = Corpus.load(tmp_path)
    assert [document.body for document in corpus.documents] == ["Text.\r\n"]
    assert [name for name, _ in corpus.failed] == ["policy/binary", "policy/empty", "policy/none"]


def test_a_corpus_without_documents_is_an_error(tmp_path: Path) -> None:
    for root in [tmp_path, tmp_path / "missing"]:
        with pytest.raises(HaldenError, match=str(root)):
            Corpus.load(root)
