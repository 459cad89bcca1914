"""What a judge says, read strictly.

Whatever is not plainly a verdict is `unscored`: it is counted, and it never passes.
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from halden.errors import HaldenError
from halden.eval.metrics import share
from halden.strict import Lenient, parse

Verdict = Literal["pass", "fail", "unscored", "abstained"]


class Judgement(BaseModel):
    """A verdict with the judge's reason, or with why there is none."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    reason: str


class Judged(BaseModel):
    """The judgement of a named answer."""

    model_config = ConfigDict(frozen=True)

    id: str
    verdict: Verdict
    reason: str

    @classmethod
    def of(cls, id_: str, judgement: Judgement) -> "Judged":
        """Name a judgement."""
        return cls(id=id_, verdict=judgement.verdict, reason=judgement.reason)


class JudgeSummary(BaseModel):
    """All verdicts together. `judged` holds the unscored ones and not the abstentions;
    `faithfulness` is null if nothing was judged, `model` and `prompt_version` if the verdicts come
    from a file."""

    faithfulness: float | None
    judged: int
    passed: int
    failed: int
    unscored: int
    unscored_ids: list[str]
    abstained: int
    model: str | None
    prompt_version: int | None


class _Written(Lenient):
    verdict: str
    reason: str


ABSTAINED = Judgement(verdict="abstained", reason="the answer abstains")


def unscored(why: str) -> Judgement:
    return Judgement(verdict="unscored", reason=why)


def read_verdict(text: str) -> Judgement:
    """One JSON object with `verdict`, to the letter `pass` or `fail`, and a reason; nothing around
    it."""
    try:
        written = parse(_Written, text)
    except ValueError as error:
        return unscored(f"not a verdict: {error}")
    if written.verdict not in ("pass", "fail"):
        return unscored(f"`{written.verdict}` is neither pass nor fail")
    if not written.reason.strip():
        return unscored("a verdict without a reason")
    return Judgement(verdict=written.verdict, reason=written.reason)


def summarize(judged: Sequence[Judged], by: tuple[str, int] | None) -> JudgeSummary:
    """Add up verdicts, of a judge by its model and the version of its prompt. Two verdicts of one
    name would count it twice, and are an error."""
    seen: set[str] = set()
    for one in judged:
        if one.id in seen:
            raise HaldenError(f"`{one.id}` is there twice")
        seen.add(one.id)
    verdicts = [one.verdict for one in judged]
    passed, failed = verdicts.count("pass"), verdicts.count("fail")
    unscored_ids = [one.id for one in judged if one.verdict == "unscored"]
    total = passed + failed + len(unscored_ids)
    model, prompt_version = by or (None, None)
    return JudgeSummary(
        faithfulness=share(passed, total) if total else None,
        judged=total,
        passed=passed,
        failed=failed,
        unscored=len(unscored_ids),
        unscored_ids=unscored_ids,
        abstained=verdicts.count("abstained"),
        model=model,
        prompt_version=prompt_version,
    )
