from hypothesis import given
from hypothesis import strategies as st

from halden.text import fold, identifiers, numbers, words


def test_composed_and_decomposed_text_fold_to_the_same_words() -> None:
    assert words("Kj\u00e6r caf\u00e9") == words("KJ\u00c6R cafe\u0301") == ["kjær", "café"]


def test_identifiers_ignore_how_their_parts_are_joined() -> None:
    assert identifiers("order HX18-4471-B, not") == ["hx184471b"]
    assert identifiers("HX18/4471/B") == identifiers("hx18\u20114471\u2011b")
    assert identifiers("from 2025-03-01, EUR 1.50") == []


def test_numbers_are_words_with_a_digit() -> None:
    assert numbers("72 hours, HX-27, two") == ["72", "27"]


@given(st.text())
def test_words_are_folded_letters_and_digits(text: str) -> None:
    folded = fold(text)
    for word in words(text):
        assert word.isalnum()
        assert word in folded
