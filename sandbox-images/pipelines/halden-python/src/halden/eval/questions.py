"""Questions with known answers, one JSON object a line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from halden.errors import HaldenError
from halden.eval.metrics import Span
from halden.journal import read_models
from halden.strict import Strict

if TYPE_CHECKING:
    from halden.corpus import Corpus


class Quote(Strict):
    """A passage that holds an answer, exactly as the document has it."""

    doc: str
    quote: Annotated[str, Field(min_length=1)]


class Question(Strict):
    """A question, who asks it, and what is known about its answer."""

    id: str
    question: str
    customer: str | None = None
    answer: str | None = None
    accept: list[str] = Field(default_factory=list)
    """Wordings of which one must be in a right answer."""
    answerable: bool = True
    kind: str = ""
    """Of the document that holds the answer."""
    spans: list[Quote] = Field(default_factory=list)

    def locate(self, corpus: "Corpus") -> list[Span]:
        """Find where the answer is written.

        A quote that is not in the corpus is an error: the gold is stale, and scoring against it
        would blame the retrieval.
        """
        if self.answerable != bool(self.spans):
            raise HaldenError("an answerable question has spans, an unanswerable one has none")
        bodies = {document.meta.id: document.body for document in corpus.documents}
        return [_locate(quote, bodies) for quote in self.spans]


def _locate(quote: Quote, bodies: dict[str, str]) -> Span:
    if quote.doc not in bodies:
        raise HaldenError(f"`{quote.doc}` is not in the corpus")
    before, found, _ = bodies[quote.doc].partition(quote.quote)
    if not found:
        raise HaldenError(f"the quote is not in `{quote.doc}`")
    start = len(before.encode())
    return Span(doc=quote.doc, start=start, end=start + len(quote.quote.encode()))


def read_questions(path: Path) -> list[Question]:
    """One line that cannot be read is an error, not a question less."""
    questions = read_models(path, Question)
    if not questions:
        raise HaldenError(f"{path} holds no questions")
    return questions
