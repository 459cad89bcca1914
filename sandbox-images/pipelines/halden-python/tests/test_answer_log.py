import json

import pytest

from halden.answer_log import summarize


def line(at: int, version: int, *, cached: bool, tokens: int, cited: list[str]) -> str:
    prompt = {"name": "answer", "version": version, "label": "production", "sha256": "s"}
    return json.dumps(
        {
            "at": at,
            "question_sha256": "q",
            "customer": None,
            "prompt": prompt,
            "model": "m",
            "cached": cached,
            "prompt_tokens": tokens,
            "completion_tokens": 9,
            "abstained": not cited,
            "cited": cited,
        }
    )


LOG = "\n".join(
    [
        line(10, 3, cached=False, tokens=1000, cited=["policy/a"]),
        line(20, 3, cached=False, tokens=2000, cited=[]),
        line(30, 3, cached=True, tokens=9000, cited=["policy/a"]),
        line(40, 10, cached=True, tokens=9000, cited=["policy/a"]),
        '{"at": 50, "question',
    ]
)


def test_versions_are_told_apart_and_remembered_answers_cost_nothing() -> None:
    summary = summarize(LOG, since=0)
    assert (summary.answers, summary.hit_ratio, summary.unreadable) == (4, 0.5, 1)
    third, tenth = summary.versions
    assert (third.version, third.answers, third.cached) == (3, 3, 1)
    assert third.mean_input_tokens == 1500
    assert third.abstained_share == pytest.approx(1 / 3)
    assert third.cited_share == pytest.approx(2 / 3)
    assert (tenth.version, tenth.mean_input_tokens) == (10, None)


def test_only_what_is_new_enough_counts() -> None:
    assert summarize(LOG, since=30).answers == 2
    assert summarize("", since=0).hit_ratio is None
