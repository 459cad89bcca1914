"""Adds up what was measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from halden.answer import Answer
from halden.eval.accuracy import accepts
from halden.eval.metrics import Ranks, Scores, share
from halden.eval.questions import Question
from halden.eval.verdict import Judgement, JudgeSummary


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no result."""

    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one question. Without an answer or a judgement, none was asked for."""

    question: Question
    ranks: Ranks | Failed
    answer: Answer | Failed | None = None
    judgement: Judgement | None = None

    @property
    def scores(self) -> Scores:
        """Zeros if the search failed."""
        return Scores() if isinstance(self.ranks, Failed) else Scores.of(self.ranks)

    @property
    def abstained(self) -> bool:
        """Whether an answer says that it does not know."""
        return isinstance(self.answer, Answer) and self.answer.abstained

    @property
    def correct(self) -> bool:
        """Whether an answer says what was accepted."""
        if not isinstance(self.answer, Answer) or self.answer.abstained:
            return False
        return accepts(self.answer.answer, self.question.accept)

    @property
    def unscored_verdict(self) -> bool:
        """Whether the judge was asked and gave nothing usable."""
        return self.judgement is not None and self.judgement.verdict == "unscored"

    @property
    def scored(self) -> bool:
        """Whether nothing of it failed."""
        failed = isinstance(self.ranks, Failed) or isinstance(self.answer, Failed)
        return not failed and not self.unscored_verdict


class Coverage(BaseModel):
    """How much could be scored: look here before believing anything else."""

    answerable: int
    unanswerable: int
    failed_searches: int
    failed_answers: int
    unscored_verdicts: int
    share: float


class Abstention(BaseModel):
    """The share of abstentions that were right, and of unanswerable questions that got one."""

    precision: float | None
    recall: float | None


class KindReport(BaseModel):
    """The scores of the answerable questions of one kind, or of all."""

    questions: int
    recall_at_5: float
    mrr: float
    ndcg_at_10: float
    answer_accuracy: float | None


class Miss(BaseModel):
    """A question that went wrong, in which way, and what was seen."""

    id: str
    what: str
    detail: str


class Report(BaseModel):
    """Retrieval and accuracy are over answerable questions, abstention over all."""

    questions: int
    coverage: Coverage
    recall_at_5: float
    mrr: float
    ndcg_at_10: float
    answer_accuracy: float | None
    abstention: Abstention | None
    judge: JudgeSummary | None
    by_kind: dict[str, KindReport]
    leg: str
    misses: list[Miss]


def report(leg: str, outcomes: Sequence[Outcome], judge: JudgeSummary | None = None) -> Report:
    """Add up outcomes. Every question stays in each denominator that it belongs to."""
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    overall = _kind(answerable)
    kinds = sorted({outcome.question.kind for outcome in answerable})
    return Report(
        questions=len(outcomes),
        coverage=_coverage(outcomes, len(answerable)),
        recall_at_5=overall.recall_at_5,
        mrr=overall.mrr,
        ndcg_at_10=overall.ndcg_at_10,
        answer_accuracy=overall.answer_accuracy,
        abstention=_abstention(outcomes),
        judge=judge,
        by_kind={kind: _kind([o for o in answerable if o.question.kind == kind]) for kind in kinds},
        leg=leg,
        misses=[miss for outcome in outcomes for miss in _misses(outcome)],
    )


def _coverage(outcomes: Sequence[Outcome], answerable: int) -> Coverage:
    def count(holds: Callable[[Outcome], bool]) -> int:
        return sum(map(holds, outcomes))

    return Coverage(
        answerable=answerable,
        unanswerable=len(outcomes) - answerable,
        failed_searches=count(lambda outcome: isinstance(outcome.ranks, Failed)),
        failed_answers=count(lambda outcome: isinstance(outcome.answer, Failed)),
        unscored_verdicts=count(lambda outcome: outcome.unscored_verdict),
        share=share(count(lambda outcome: outcome.scored), len(outcomes)),
    )


def _kind(outcomes: Sequence[Outcome]) -> KindReport:
    scores = Scores.mean([outcome.scores for outcome in outcomes])
    asked = any(outcome.answer is not None for outcome in outcomes)
    correct = sum(outcome.correct for outcome in outcomes)
    return KindReport(
        questions=len(outcomes),
        recall_at_5=scores.recall_at_5,
        mrr=scores.reciprocal_rank,
        ndcg_at_10=scores.ndcg_at_10,
        answer_accuracy=share(correct, len(outcomes)) if asked else None,
    )


def _abstention(outcomes: Sequence[Outcome]) -> Abstention | None:
    if all(outcome.answer is None for outcome in outcomes):
        return None
    unanswerable = [outcome for outcome in outcomes if not outcome.question.answerable]
    right = sum(outcome.abstained for outcome in unanswerable)
    abstained = sum(outcome.abstained for outcome in outcomes)
    return Abstention(
        precision=right / abstained if abstained else None,
        recall=right / len(unanswerable) if unanswerable else None,
    )


def _misses(outcome: Outcome) -> list[Miss]:
    found = [_search_miss(outcome), _answer_miss(outcome), _judge_miss(outcome)]
    return [Miss(id=outcome.question.id, what=miss[0], detail=miss[1]) for miss in found if miss]


def _search_miss(outcome: Outcome) -> tuple[str, str] | None:
    if isinstance(outcome.ranks, Failed):
        return "search", outcome.ranks.why
    if outcome.question.answerable and outcome.scores.recall_at_5 < 1.0:
        return "search", f"spans first covered at {outcome.ranks}"
    return None


def _answer_miss(outcome: Outcome) -> tuple[str, str] | None:
    answer = outcome.answer
    if answer is None:
        return None
    if isinstance(answer, Failed):
        return "answer", answer.why
    if outcome.question.answerable:
        what = "abstained" if answer.abstained else "answer"
        return None if outcome.correct else (what, answer.answer)
    return None if answer.abstained else ("answered", answer.answer)


def _judge_miss(outcome: Outcome) -> tuple[str, str] | None:
    judgement = outcome.judgement
    if judgement is None or judgement.verdict in ("pass", "abstained"):
        return None
    what = "unfaithful" if judgement.verdict == "fail" else "unscored"
    return what, judgement.reason
