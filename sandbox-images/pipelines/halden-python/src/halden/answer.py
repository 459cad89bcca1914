"""An answer and everything that it was made from: what is printed, remembered and logged."""

from pydantic import Field

from halden.strict import Count, Lenient, Version


class Usage(Lenient):
    """The tokens of a call."""

    prompt_tokens: Count
    completion_tokens: Count


class Citation(Lenient):
    """A cited chunk."""

    doc: str
    chunk: Count


class ContextBlock(Lenient):
    """A chunk that the model was given, and the bytes of the document's body that it covers."""

    doc: str
    chunk: Count
    start: Count
    end: Count


class PromptUsed(Lenient):
    """The version of the prompt, and the label that led to it."""

    name: str
    version: Version
    label: str | None = None
    sha256: str


class Validation(Lenient):
    """Whether the answer stands on the sources that it cites, and what is wrong with it."""

    grounded: bool
    problems: list[str]


class Answer(Lenient):
    """The answer of one question. If it was remembered, its usage is what it cost when made."""

    question: str
    answer: str
    abstained: bool
    citations: list[Citation]
    prompt: PromptUsed
    model: str
    usage: Usage
    context: list[ContextBlock] = Field(repr=False)
    validation: Validation
    cached: bool = False
