import pytest

from halden.errors import HaldenError
from halden.eval.score import Gold, Ranking, ScoreReport, score
from halden.strict import parse

ONE = '{"id":"one","spans":[{"doc":"a","start":0,"end":10}]}'
TWO = '{"id":"two","spans":[{"doc":"b","start":0,"end":10}]}'
NO_HITS = '{"id":"one","hits":[]}'


def scored(gold: list[str], run: list[str]) -> ScoreReport:
    return score([parse(Gold, line) for line in gold], [parse(Ranking, line) for line in run])


def test_a_question_that_the_run_leaves_out_counts_zero_and_is_named() -> None:
    run = (
        '{"id":"one","question":"?","hits":[{"doc":"x","start":0,"end":9,"rank":1},'
        '{"doc":"a","start":0,"end":9,"rank":2}]}'
    )
    report = scored([ONE, TWO], [run])
    assert (report.questions, report.unscored) == (2, ["two"])
    assert (report.mrr, report.recall_at_5) == (0.25, 0.5)
    assert [(row.id, row.reciprocal_rank) for row in report.rows] == [("one", 0.5), ("two", 0)]


@pytest.mark.parametrize(
    ("gold", "run", "says"),
    [
        ([TWO], [NO_HITS], "`one`"),
        ([ONE], [NO_HITS, NO_HITS], "`one` twice"),
        ([ONE, ONE], [NO_HITS], "`one` twice"),
        (['{"id":"none","spans":[]}'], [], "`none`"),
        ([], [], "no questions"),
        (['{"id":"one","spans":[{"doc":"a","start":4,"end":4}]}'], [NO_HITS], "4..4"),
        ([ONE], ['{"id":"one","hits":[{"doc":"a","start":4,"end":3}]}'], "4..3"),
    ],
)
def test_what_cannot_be_scored_is_an_error_that_names_it(
    gold: list[str], run: list[str], says: str
) -> None:
    with pytest.raises(HaldenError, match=says):
        scored(gold, run)
