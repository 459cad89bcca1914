"""The one place where text becomes terms. The index is written and searched through it: a question
analysed differently from the text finds nothing, and says nothing.

tantivy cannot call back into Python for each token. So a text is first taken apart here, and what
tantivy gets is our words with a space between them, to be filtered and stemmed.
"""

from functools import cache

import tantivy
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from halden.text import identifiers, words

TEXT = "halden_text"
"""The analyzer of prose: folded, without stop words, stemmed."""
IDENTIFIER = "halden_identifier"
"""The analyzer of part numbers: whole, whatever their separators, never stemmed."""

# Function words, and those that make a sentence a question: rare in documents, they would otherwise
# weigh more than what is asked about.
_STOP_WORDS = """
    a about am an and any are as at be been but by can could did do does for from had has have how i
    if in into is it its let may me must my no not now nowadays of on or our shall should so some
    still such than that the their them then there these they this to today us was we were what when
    where which who whose why will with would you your
""".split()


def register(index: tantivy.Index) -> None:
    """Make the analyzers known to an opened index."""
    index.register_tokenizer(TEXT, _prose())
    index.register_tokenizer(IDENTIFIER, _whole())


def spaced_words(text: str) -> str:
    """What the fields of prose are given."""
    return " ".join(words(text))


def spaced_identifiers(text: str) -> str:
    """What the field of identifiers is given."""
    return " ".join(identifiers(text))


def stems(text: str) -> list[str]:
    """The terms of a text, as the fields of prose see them."""
    return _prose().analyze(spaced_words(text))


@cache
def _prose() -> TextAnalyzer:
    return (
        TextAnalyzerBuilder(Tokenizer.whitespace())
        .filter(Filter.ascii_fold())
        .filter(Filter.custom_stopword([*_STOP_WORDS]))
        .filter(Filter.stemmer("english"))
        .build()
    )


@cache
def _whole() -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.whitespace()).build()
