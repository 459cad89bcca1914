import json
from pathlib import Path

import pytest

from halden.errors import HaldenError
from halden.eval.history import Run, compare, read_runs


def run(questions: str | None = "a", version: object = 2, **other: object) -> Run:
    line: Run = {
        "at": 1,
        "questions_sha256": questions,
        "leg": "reranked",
        "recall_at_5": 0.5,
        "prompt": {"version": version},
        "answer_accuracy": None,
        "judge": None,
    }
    return {**line, **other}


def difference(before: Run, after: Run) -> Run:
    first, second = compare([before, after])
    assert first["since_previous"] is None
    since: Run = second["since_previous"]
    return since


def test_neighbours_are_compared_and_what_is_missing_is_not_zero() -> None:
    since = difference(run(), run(version=3, recall_at_5=0.75, mrr=0.5))
    assert since["comparable"]
    assert since["changed"] == {"prompt.version": {"from": 2, "to": 3}}
    assert since["delta"] == {"recall_at_5": 0.25}


def test_values_are_compared_as_json() -> None:
    assert difference(run(version=1), run(version=True))["changed"]
    assert difference(run(mrr=1), run(mrr=True))["delta"] == {"recall_at_5": 0.0}


SMALL = {"model": "small", "prompt_version": 1}
LARGE = {"model": "large", "prompt_version": 1}


@pytest.mark.parametrize(
    ("before", "after", "comparable"),
    [
        (run(), run(), True),
        (run(), run("b"), False),
        (run(), run(None), False),
        (run(), run(leg="bm25"), False),
        (run(), run(judge=SMALL), True),
        (run(judge=SMALL), run(judge=SMALL), True),
        (run(judge=SMALL), run(judge=LARGE), False),
    ],
)
def test_other_questions_another_leg_or_another_judge_are_flagged(
    before: Run, after: Run, *, comparable: bool
) -> None:
    assert difference(before, after)["comparable"] is comparable


def test_the_last_runs_are_the_newest(tmp_path: Path) -> None:
    history = tmp_path / "history.jsonl"
    history.write_text("\n\n".join(json.dumps(run(version=version)) for version in (1, 2, 3)))
    versions = {
        last: [read["prompt"]["version"] for read in read_runs(history, last)]
        for last in (0, 2, 9, None)
    }
    assert versions == {0: [], 2: [2, 3], 9: [1, 2, 3], None: [1, 2, 3]}


@pytest.mark.parametrize("line", ["{", "[1]", '{"mrr": NaN}', '{"mrr": 1e400}'])
def test_a_damaged_line_is_an_error(tmp_path: Path, line: str) -> None:
    history = tmp_path / "history.jsonl"
    history.write_text(f"{json.dumps(run())}\n{line}\n")
    with pytest.raises(HaldenError):
        read_runs(history)
