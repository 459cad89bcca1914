import pytest
from hypothesis import given
from hypothesis import strategies as st

from halden.chunk import Chunk, ChunkError, chunk
from halden.chunk.word_pieces import word_pieces
from halden.config import ChunkConfig
from halden.index.record import embedded_text
from samples import document

LIMIT = 60


def cut(body: str, least: int = 0) -> list[Chunk]:
    config = ChunkConfig(max_word_pieces=LIMIT, min_word_pieces=least)
    return chunk(document(body), config)


def test_sections_are_not_mixed_and_carry_their_headings() -> None:
    chunks = cut("Intro.\n\n# A\n\nFirst.\n\n## B\n\nSecond.\n\n# C\n\nThird.\n")
    assert [(c.section, c.text.strip()) for c in chunks] == [
        ("", "Intro."),
        ("A", "First."),
        ("A › B", "Second."),
        ("C", "Third."),
    ]


def test_a_small_section_is_joined_with_the_next_when_asked() -> None:
    [only] = cut("# A\n\nFirst.\n\n# B\n\nSecond.\n", least=20)
    assert only.text.strip() == "First.\n\n# B\n\nSecond."


def test_each_part_of_a_cut_table_keeps_the_header() -> None:
    header = "| Part | Torque |\n|---|---|\n"
    rows = "\n".join(f"| M{n} bolt | {n} Nm |" for n in range(30))
    chunks = [c for c in cut(f"{header}{rows}\n\nAfter.\n") if "bolt" in c.text]
    assert len(chunks) > 3
    assert all(c.text.count(header) == 1 for c in chunks)


def test_headings_that_leave_no_room_are_an_error() -> None:
    with pytest.raises(ChunkError, match="very long heading"):
        cut(f"# {'very long heading ' * 20}\n\nText.\n")


block = st.one_of(
    st.text(alphabet="abc 19.;éß漢|-\n", max_size=300),
    st.sampled_from(["x" * 400, "- one\n- two", "| a |\n|---|\n| 1 |\n| 2 |", "```\n# c\n```"]),
    st.just("The excess for class B machines is 500 euros per event. " * 20),
)


@given(st.lists(block, max_size=6))
def test_nothing_embedded_exceeds_the_limit_and_nothing_is_lost(blocks: list[str]) -> None:
    body = "Start.\n\n" + "\n\n".join(blocks)
    data = body.encode()
    covered = bytearray(data)
    for piece in cut(body):
        embedded = embedded_text("Cancellation", piece.section, piece.text)
        assert word_pieces(embedded) <= LIMIT
        assert piece.text.encode().endswith(data[piece.start : piece.end])
        covered[piece.start : piece.end] = b" " * (piece.end - piece.start)
    assert covered.decode().strip() == ""


@pytest.mark.parametrize(
    ("text", "real"),
    [
        # Counted with the vocabulary of all-MiniLM-L6-v2, markers included.
        ("The telehandler's boom must be fully retracted.", 14),
        ("HX18-4471-B", 11),
        ("| M16 | 8.8 | 210 Nm |", 13),
    ],
)
def test_the_estimate_is_never_below_the_real_tokenizer(text: str, real: int) -> None:
    assert word_pieces(text) >= real


def test_scripts_and_symbols_are_charged_by_the_character() -> None:
    assert [word_pieces(text) for text in ("åæø", "---", "", "Nm", "bolts")] == [5, 5, 2, 3, 4]
