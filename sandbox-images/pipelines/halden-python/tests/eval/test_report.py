import pytest

from halden.answer import Answer, PromptUsed, Usage, Validation
from halden.eval.metrics import Ranks
from halden.eval.questions import Question
from halden.eval.report import Failed, Outcome, report
from halden.eval.verdict import Judgement, unscored

DOWN = Failed("down")


def answer(text: str) -> Answer:
    return Answer(
        question="?",
        answer=text,
        abstained=text == "unknown",
        citations=[],
        prompt=PromptUsed(name="answer", version=1, sha256=""),
        model="m",
        usage=Usage(prompt_tokens=0, completion_tokens=0),
        context=[],
        validation=Validation(grounded=True, problems=[]),
    )


def outcome(
    text: str | Failed | None,
    *,
    answerable: bool = True,
    ranks: Ranks | Failed | None = None,
    judgement: Judgement | None = None,
) -> Outcome:
    question = Question(
        id="q", question="?", answerable=answerable, kind="policy", accept=["14 days"]
    )
    if ranks is None:
        ranks = [1] if answerable else []
    return Outcome(question, ranks, answer(text) if isinstance(text, str) else text, judgement)


def test_failures_stay_in_the_denominator() -> None:
    measured = report("fused", [outcome(None), outcome(None, ranks=DOWN)])
    assert measured.recall_at_5 == 0.5
    assert measured.coverage.failed_searches == 1
    assert (measured.answer_accuracy, measured.abstention) == (None, None)


def test_accuracy_and_abstention_count_every_question_that_was_asked() -> None:
    measured = report(
        "reranked",
        [
            outcome("It is 14 days."),
            outcome("unknown"),
            outcome(DOWN),
            outcome("unknown", answerable=False),
            outcome("It is 14 days.", answerable=False),
            outcome(DOWN, answerable=False),
        ],
    )
    assert measured.answer_accuracy == pytest.approx(1 / 3)
    assert measured.abstention is not None
    assert measured.abstention.precision == 0.5
    assert measured.abstention.recall == pytest.approx(1 / 3)
    assert measured.coverage.failed_answers == 2
    whats = [miss.what for miss in measured.misses]
    assert whats == ["abstained", "answer", "answered", "answer"]


def test_coverage_counts_a_question_once_however_much_of_it_failed() -> None:
    measured = report(
        "reranked",
        [
            outcome("It is 14 days."),
            outcome("It is 14 days.", judgement=unscored("not JSON")),
            outcome(DOWN, ranks=DOWN),
            outcome("unknown", answerable=False),
        ],
    )
    assert measured.coverage.share == 0.5
    assert measured.coverage.unscored_verdicts == 1
    assert "unscored" in [miss.what for miss in measured.misses]
