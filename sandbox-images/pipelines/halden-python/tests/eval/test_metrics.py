from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halden.eval.metrics import (
    Ranks,
    Scores,
    Span,
    covers,
    first_ranks,
    ndcg_at,
    recall_at,
    reciprocal_rank,
)


def _span(doc: str, start: int, length: int) -> Span:
    return Span(doc=doc, start=start, end=start + length)


spans = st.builds(
    _span,
    st.sampled_from("ab"),
    st.integers(0, 40),
    st.integers(1, 20),
)


def span(doc: str, start: int, end: int) -> Span:
    return Span(doc=doc, start=start, end=end)


@pytest.mark.parametrize(
    ("hit", "covered"),
    [
        (span("a", 0, 15), True),
        (span("a", 0, 14), False),
        (span("a", 12, 17), True),
        (span("a", 20, 30), False),
        (span("b", 0, 100), False),
    ],
)
def test_half_of_a_span_covers_it_and_less_does_not(hit: Span, *, covered: bool) -> None:
    assert covers(hit, span("a", 10, 20)) is covered


def test_repeated_hits_earn_nothing() -> None:
    gold = [span("a", 0, 10), span("b", 0, 10)]
    ranks = first_ranks([span("a", 0, 10), span("a", 0, 10), span("a", 0, 12)], gold)
    assert ranks == [1, None]
    assert recall_at(5, ranks) == 0.5
    assert ndcg_at(10, ranks) == pytest.approx(1 / (1 + 1 / log2(3)))


def test_values_match_a_computation_by_hand() -> None:
    ranks = [4, None, 2]
    ideal = 1 + 1 / log2(3) + 1 / 2
    assert recall_at(5, ranks) == pytest.approx(2 / 3)
    assert recall_at(3, ranks) == pytest.approx(1 / 3)
    assert reciprocal_rank(ranks) == 0.5
    assert ndcg_at(10, ranks) == pytest.approx((1 / log2(3) + 1 / log2(5)) / ideal)
    assert ndcg_at(3, ranks) == pytest.approx(1 / log2(3) / ideal)


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [([1, 2], 1), ([1, 1], 1), ([None, None], 0), ([], 0), (list(range(1, 13)), 1)],
)
def test_perfect_is_one_and_nothing_is_zero(ranks: Ranks, expected: float) -> None:
    assert ndcg_at(10, ranks) == pytest.approx(expected)


@given(st.lists(spans, max_size=15), st.lists(spans, min_size=1, max_size=5))
def test_no_score_leaves_its_range_and_a_repeated_list_gains_nothing(
    hits: list[Span], gold: list[Span]
) -> None:
    scores = Scores.of(first_ranks(hits, gold))
    assert all(0 <= score <= 1 + 1e-9 for score in scores.model_dump().values())
    assert Scores.of(first_ranks(hits + hits, gold)) == scores


@given(st.lists(spans, max_size=10), st.lists(spans, min_size=1, max_size=5))
def test_a_hit_put_before_all_others_that_covers_nothing_never_helps(
    hits: list[Span], gold: list[Span]
) -> None:
    better = Scores.of(first_ranks(hits, gold)).model_dump()
    worse = Scores.of(first_ranks([span("x", 0, 10), *hits], gold)).model_dump()
    assert all(worse[name] <= better[name] + 1e-9 for name in better)
