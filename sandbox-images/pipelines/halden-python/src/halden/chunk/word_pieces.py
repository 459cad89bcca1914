"""Estimates how many word pieces a text costs the embedder, without its vocabulary.

An upper estimate: the embedder ignores what exceeds its window, and says nothing. Words are charged
a piece for every four letters; what vocabularies split worst (digits, capitals, punctuation, other
scripts) almost by the character. The ingest compares the estimate with the provider's count.
"""

import re

_MARKERS = 2
"""What the model puts before and after each text."""
_RUN = re.compile(r"(?P<letters>[A-Za-z]+)|(?P<digits>[0-9]+)|(?P<other>[^A-Za-z0-9\s]+)")
_LETTERS_A_PIECE = 4


def word_pieces(text: str) -> int:
    """The estimated word pieces, the model's own markers included."""
    return _MARKERS + sum(map(_cost, _RUN.finditer(text)))


def _cost(run: re.Match[str]) -> int:
    length = run.end() - run.start()
    match run.lastgroup:
        case "letters" if length >= _LETTERS_A_PIECE or not run[0].isupper():
            return -(-length // _LETTERS_A_PIECE)
        case "digits":
            return max(length - 1, 1)
        case _:
            return length
