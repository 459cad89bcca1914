from hypothesis import given
from hypothesis import strategies as st

from halden.chunk.word_pieces import word_pieces
from halden.fuse import Candidate
from halden.pack import Dropped, Packed, pack, render
from samples import candidate, config

CONFIG = config().pack


def candidates(*texts: str) -> list[Candidate]:
    return [candidate("policy/a", text, chunk=chunk) for chunk, text in enumerate(texts)]


def chosen(packed: Packed) -> list[int]:
    return [record.chunk for record in packed.records]


def test_repetitions_are_dropped_but_a_changed_number_is_not_a_repetition() -> None:
    packed = pack(
        candidates(
            "You may cancel free of charge until 72 hours before the start.",
            "You may cancel free of charge until 72 hours before the start!",
            "You may cancel free of charge until 120 hours before the start.",
        ),
        CONFIG,
    )
    assert chosen(packed) == [0, 2]
    assert packed.dropped[0][1] is Dropped.DUPLICATE


def test_what_does_not_fit_makes_room_for_what_does() -> None:
    packed = pack(candidates("first one", "alpha beta gamma delta " * 40, "last words"), CONFIG)
    assert chosen(packed) == [0, 2]
    assert packed.dropped[0][1] is Dropped.OVER_BUDGET


@given(st.lists(st.text(max_size=300), max_size=8))
def test_the_budget_is_never_exceeded_and_nothing_disappears(texts: list[str]) -> None:
    packed = pack(candidates(*texts), CONFIG)
    assert word_pieces(render(packed.records)) <= max(packed.tokens, 2)
    assert packed.tokens <= CONFIG.budget_tokens
    assert len(packed.chosen) + len(packed.dropped) == len(texts)


def test_blocks_are_numbered_and_name_their_source() -> None:
    context = render(pack(candidates("One.", "Two."), CONFIG).records)
    assert context.startswith("[1] (policy/a, effective 2025-03-01, current) Sample\nOne.")
    assert "\n\n[2] (policy/a, " in context
