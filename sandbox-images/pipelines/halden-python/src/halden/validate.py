"""Checks an answer against the context that it was made from.

Nothing is corrected: problems are reported beside the answer, and whoever shows it decides.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from halden.answer import Validation
from halden.index.analyzer import stems
from halden.index.record import Record
from halden.telemetry import tracer
from halden.text import numbers, words

ABSTENTION = "I don't know based on the documents I have."
"""What the prompt tells the model to say when the documents do not hold the answer."""

_GROUNDED = 0.6
"""The share of an answer's terms that its sources must contain."""

_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer, taken apart."""

    abstained: bool
    cited: list[int]
    """The places of the cited blocks in the context, from zero, in order of citation."""
    validation: Validation


def validate(answer: str, context: Sequence[Record], *, truncated: bool) -> Checked:
    """Check an answer, and tell the trace what was found."""
    with tracer.start_as_current_span("validate") as span:
        checked = _check(answer, context, truncated=truncated)
        span.set_attribute("abstained", checked.abstained)
        span.set_attribute("grounded", checked.validation.grounded)
        span.set_attribute("problems", "; ".join(checked.validation.problems))
        return checked


def abstains(answer: str) -> bool:
    """Whether an answer is that the documents do not say."""
    return " ".join(words(ABSTENTION)) in " ".join(words(answer))


def _check(answer: str, context: Sequence[Record], *, truncated: bool) -> Checked:
    problems = ["truncated: the model reached its token limit"] if truncated else []
    cited = list(dict.fromkeys(_citations(answer)))
    known = [number - 1 for number in cited if 1 <= number <= len(context)]
    unknown = [number for number in cited if not 1 <= number <= len(context)]
    problems += [f"cites [{number}], which is not in the context" for number in unknown]
    if abstains(answer):
        return Checked(True, [], Validation(grounded=True, problems=problems))  # noqa: FBT003
    if known:
        unsupported = _unsupported(_uncited(answer), [context[place] for place in known])
    else:
        unsupported = ["cites nothing"]
    validation = Validation(grounded=not unsupported, problems=problems + unsupported)
    return Checked(False, known, validation)  # noqa: FBT003


def _unsupported(answer: str, sources: Sequence[Record]) -> list[str]:
    """Why an answer does not stand on its sources; nothing if it does.

    A wrong number is the worst that an answer can say, so every one of them must be there.
    """
    text = "".join(f"{source.embedded_text}\n{source.effective}\n" for source in sources)
    problems = []
    known = set(numbers(text))
    invented = [number for number in numbers(answer) if number not in known]
    if invented:
        problems.append(f"numbers that are not in the sources: {', '.join(invented)}")
    said = set(stems(answer))
    share = len(said.intersection(stems(text))) / len(said) if said else 0.0
    if share < _GROUNDED:
        problems.append(f"only {share * 100:.0f} % of its terms are in the sources")
    return problems


def _citations(answer: str) -> Iterator[int]:
    for rest in answer.split("[")[1:]:
        inside, closed, _ = rest.partition("]")
        if closed:
            parts = (part.strip() for part in inside.split(","))
            yield from (int(part) for part in parts if _NUMBER.fullmatch(part))


def _uncited(answer: str) -> str:
    first, *pieces = answer.split("[")
    after = (piece.partition("]") for piece in pieces)
    return first + "".join(rest if closed else inside for inside, closed, rest in after)
