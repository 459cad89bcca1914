"""The lexical index over its life: documents change, shrink and go, and customers stay apart."""

from pathlib import Path

import pytest

from halden.chunk import chunk
from halden.index.analyzer import stems
from halden.index.lexical import LexicalCounts, LexicalIndex
from halden.index.record import Record, record_of
from halden.scope import Scope
from samples import config, document


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex.create(tmp_path / "bm25")


def records(name: str, body: str, customer: str = "null") -> list[Record]:
    loaded = document(body, name, customer=customer)
    return [record_of(loaded, piece) for piece in chunk(loaded, config().chunk)]


def put(index: LexicalIndex, name: str, body: str, customer: str = "null") -> None:
    index.replace([name], records(name, body, customer))


def found(index: LexicalIndex, question: str, customer: str | None = None) -> list[str]:
    hits = index.search(question, Scope(customer), 10)
    return sorted(f"{record.doc}#{record.chunk}" for record, _ in hits)


def test_an_updated_document_leaves_nothing_behind_and_a_removed_one_is_gone(
    index: LexicalIndex, tmp_path: Path
) -> None:
    name = "policy/late-2024"
    long = "# One\n\nThe grace period is sixty minutes.\n\n# Two\n\nA penalty of a walrus.\n"
    put(index, name, long)
    assert index.counts() == LexicalCounts(1, 2)
    assert found(index, "walrus penalties") == [f"{name}#1"]

    put(index, name, "The grace period is thirty minutes.")
    for opened in [index, LexicalIndex.open(tmp_path / "bm25")]:
        assert opened.counts() == LexicalCounts(1, 1)
        assert found(opened, "walrus") == found(opened, "sixty") == []
        assert found(opened, "thirty") == [f"{name}#0"]

    index.replace([name], [])
    assert index.counts() == LexicalCounts(0, 0)
    assert found(index, "grace period") == []


def test_deleting_a_document_spares_those_with_a_similar_id(index: LexicalIndex) -> None:
    for name in ["policy/late", "policy/late-2024", "manual/late"]:
        put(index, name, "The grace period is thirty minutes.")
    index.replace(["policy/late"], [])
    assert found(index, "grace") == ["manual/late#0", "policy/late-2024#0"]


@pytest.mark.parametrize(
    "question",
    [
        "rebate",
        "rebate of Kestrel seven percent kestrel-demolition",
        "audience:customer:kestrel-demolition OR rebate",
        '" ) OR (audience:* rebate',
    ],
)
def test_a_customer_finds_its_own_and_everyones_whatever_the_question_says(
    index: LexicalIndex, question: str
) -> None:
    put(index, "policy/rebate", "The rebate is two percent.")
    put(index, "contract/lumen", "The rebate of Lumen is nine percent.", "lumen-solar")
    put(index, "contract/kestrel", "The rebate of Kestrel is seven.", "kestrel-demolition")
    assert found(index, question, "lumen-solar") == ["contract/lumen#0", "policy/rebate#0"]
    assert found(index, question) == ["policy/rebate#0"]


def test_plurals_accents_and_part_numbers_are_found_and_long_ones_too(index: LexicalIndex) -> None:
    long = "HX140-" + "7" * 60
    put(index, "manual/parts", f"Order filters HX18-4471-B or {long} in Østerby, cafe\u0301.")
    for question in ["filter", "HX18/4471/b", long, "Østerby", "osterby", "caf\u00e9"]:
        assert found(index, question) == ["manual/parts#0"], question
    assert found(index, "the of and") == []


def test_inflections_accents_and_stop_words_do_not_separate_text_from_question() -> None:
    assert stems("What are the cancellations?") == stems("cancellation")
    assert stems("Søren Kjær") == stems("soren kjaer")
