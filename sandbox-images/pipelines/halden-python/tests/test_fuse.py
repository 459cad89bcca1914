from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from halden.fuse import Candidate, reciprocal_ranks
from samples import candidate


def leg(docs: Sequence[str], scale: float) -> list[Candidate]:
    cosine = 0.5 if scale <= 1 else None
    return [candidate(doc, doc, scale / (rank + 1), cosine) for rank, doc in enumerate(docs)]


def order(candidates: list[Candidate]) -> list[str]:
    return [candidate.record.doc for candidate in candidates]


def test_agreement_beats_one_legs_enthusiasm_and_scales_do_not_matter() -> None:
    fused = reciprocal_ranks([leg("ab", 1000), leg("cb", 1)], 60)
    assert order(fused) == ["b", "a", "c"]
    assert abs(fused[0].score - 2 / 62) < 1e-12
    assert fused[0].cosine == 0.5


@given(st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_one_empty_leg_leaves_the_order_of_the_other(docs: list[str]) -> None:
    assert order(reciprocal_ranks([[], leg(docs, 1)], 60)) == docs
