import pytest
from hypothesis import given
from hypothesis import strategies as st

from halden.fuse import Candidate
from halden.rerank import rerank
from samples import candidate, config

WEIGHTS = config().rerank
SERIES = "policy/cancellation"
VERSIONS = [
    candidate(
        "old",
        "The window is 5 days",
        0.032,
        series=SERIES,
        status="superseded",
        effective="2023-04-01",
    ),
    candidate("new", "The window is 72 hours", 0.031, series=SERIES, version=2),
]


def first(question: str, candidates: list[Candidate]) -> str:
    return rerank(question, candidates, WEIGHTS)[0].record.doc


def test_the_named_part_wins() -> None:
    parts = [
        candidate("a", "Filter HX18-4471-A for the excavator", 0.032),
        candidate("b", "Filter HX18-4471-B for the excavator", 0.031),
    ]
    assert first("filter hx18-4471-b", parts) == "b"


@pytest.mark.parametrize(
    ("question", "doc"),
    [
        ("what is the window?", "new"),
        ("what was the window in 2023?", "old"),
        ("what was the window in 2024?", "old"),
        ("what is the window in 2026?", "new"),
        ("what was the window before 2025?", "old"),
        ("what did version 1 say about the window?", "old"),
    ],
)
def test_what_is_in_force_is_preferred_unless_the_question_names_a_time(
    question: str, doc: str
) -> None:
    assert first(question, VERSIONS) == doc


def test_the_askers_own_document_is_preferred() -> None:
    own = candidate("own", "The rebate is 9 %", 0.031, customer="lumen-solar")
    assert first("rebate", [candidate("all", "The rebate is 2 %", 0.032), own]) == "own"


@given(st.permutations(VERSIONS), st.text(max_size=30))
def test_the_order_does_not_depend_on_the_order_before(
    shuffled: list[Candidate], question: str
) -> None:
    assert rerank(question, shuffled, WEIGHTS) == rerank(question, VERSIONS, WEIGHTS)
