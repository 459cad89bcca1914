"""One normal form for text, wherever texts are compared: analysis, repetitions, scoring."""

import hashlib
import re
import unicodedata

_HYPHENS = dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xAD], "-")
_RUN = re.compile(r"[^\W_]+")
_JOINED_RUN = re.compile(r"[\w/.-]+")


def fold(text: str) -> str:
    """Compatibility-composed, lower-case, with one kind of hyphen."""
    composed = unicodedata.normalize("NFKC", text)
    # Character by character: `str.lower` writes a final sigma differently from the others.
    return "".join(map(str.lower, composed)).translate(_HYPHENS)


def words(text: str) -> list[str]:
    """The runs of letters and digits of the folded text."""
    return _RUN.findall(fold(text))


def identifiers(text: str) -> list[str]:
    """Part numbers, machine names and references, without what joins their parts.

    `HX18-4471-B` and `hx18/4471/b` share no whole word, but are one identifier: `hx184471b`.
    """
    joined = ("".join(_RUN.findall(run)) for run in _JOINED_RUN.findall(fold(text)))
    return [word for word in joined if any(map(_is_numeric, word)) and any(map(str.isalpha, word))]


def numbers(text: str) -> list[str]:
    """The words that carry a number: what must agree for two texts to say the same."""
    return [word for word in words(text) if any(map(_is_numeric, word))]


def sha256(data: bytes) -> str:
    """The hash in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _is_numeric(character: str) -> bool:
    # `str.isnumeric` also holds for ideographs that are words for numbers.
    return unicodedata.category(character).startswith("N")
