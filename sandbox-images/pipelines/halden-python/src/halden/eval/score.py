"""Scores a ranking that somebody else made: no store, no network, the same metrics."""

from collections.abc import Sequence

from pydantic import BaseModel

from halden.errors import HaldenError
from halden.eval.metrics import Scores, Span, first_ranks
from halden.strict import Lenient, Strict


class Gold(Strict):
    """Where the answer to a question is written."""

    id: str
    spans: list[Span]


class Ranking(Lenient):
    """What was found for a question, best first. Hits may say more than their place, as those of
    `halden search` do."""

    id: str
    hits: list[Span]


class Row(BaseModel):
    """The scores of one question."""

    id: str
    recall_at_5: float
    reciprocal_rank: float
    ndcg_at_10: float


class ScoreReport(BaseModel):
    """Means are over all questions of the gold; those that the run leaves out count as zero and
    are named as unscored."""

    questions: int
    recall_at_5: float
    mrr: float
    ndcg_at_10: float
    unscored: list[str]
    rows: list[Row]


def score(gold: Sequence[Gold], run: Sequence[Ranking]) -> ScoreReport:
    """Whatever would make the numbers mean something else is an error that names the culprit."""
    _check_gold(gold)
    found = _by_id({question.id for question in gold}, run)
    each = {
        question.id: Scores.of(first_ranks(found.get(question.id, []), question.spans))
        for question in gold
    }
    means = Scores.mean(list(each.values()))
    return ScoreReport(
        questions=len(gold),
        recall_at_5=means.recall_at_5,
        mrr=means.reciprocal_rank,
        ndcg_at_10=means.ndcg_at_10,
        unscored=[question.id for question in gold if question.id not in found],
        rows=[Row(id=id_, **scores.model_dump()) for id_, scores in each.items()],
    )


def _check_gold(gold: Sequence[Gold]) -> None:
    if not gold:
        raise HaldenError("the gold holds no questions")
    seen: set[str] = set()
    for question in gold:
        if question.id in seen:
            raise HaldenError(f"the gold has `{question.id}` twice")
        seen.add(question.id)
        if not question.spans:
            raise HaldenError(f"the gold of `{question.id}` has no spans")
        _check_spans("gold", question.id, question.spans)


def _by_id(known: set[str], run: Sequence[Ranking]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for ranking in run:
        if ranking.id not in known:
            raise HaldenError(f"the run has `{ranking.id}`, which the gold does not have")
        if ranking.id in found:
            raise HaldenError(f"the run has `{ranking.id}` twice")
        _check_spans("run", ranking.id, ranking.hits)
        found[ranking.id] = ranking.hits
    return found


def _check_spans(what: str, id_: str, spans: Sequence[Span]) -> None:
    for span in spans:
        if span.end <= span.start:
            place = f"{span.start}..{span.end} of `{span.doc}`"
            raise HaldenError(f"the {what} of `{id_}` has the empty span {place}")
