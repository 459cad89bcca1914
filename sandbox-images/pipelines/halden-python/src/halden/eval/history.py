"""Evaluations over time: a line for each run, and what changed from one to the next.

Lines are kept as they were written. A run of an earlier release lacks what that release did not
measure, and what is missing is never taken for zero.
"""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from halden import journal
from halden.errors import HaldenError
from halden.eval.report import Report
from halden.journal import lines, read_text
from halden.strict import loads

Run = dict[str, Any]

_CIRCUMSTANCES = (
    "questions_sha256",
    "leg",
    "prompt.label",
    "prompt.version",
    "prompt.sha256",
    "embedding_model",
    "chat_model",
    "index_epoch",
    "judge.model",
    "judge.prompt_version",
)
"""What a run was a run of."""

_METRICS = (
    "recall_at_5",
    "mrr",
    "ndcg_at_10",
    "answer_accuracy",
    "abstention.precision",
    "abstention.recall",
    "judge.faithfulness",
    "coverage.share",
)
"""What a run measured."""


class MeasuredOn(BaseModel):
    """What a run was measured on."""

    questions_sha256: str
    prompt: dict[str, Any]
    embedding_model: str
    chat_model: str
    index_epoch: str


def remember(history: Path, report: Report, on: MeasuredOn) -> None:
    """Append the line of a run: its numbers, without what went wrong in detail."""
    measured = report.model_dump(exclude={"by_kind", "misses"})
    first = {name: measured.pop(name) for name in ("questions", "coverage", "leg")}
    line = {"at": journal.now(), **first, **measured, **on.model_dump()}
    try:
        journal.append(history, json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    except OSError as error:
        raise HaldenError(f"cannot write {history}: {error.strerror}") from error


def read_runs(history: Path, last: int | None = None) -> list[Run]:
    """Oldest first, the newest so many. A line that cannot be read is an error."""
    runs = [_run(history, number, line) for number, line in lines(read_text(history))]
    if not all(isinstance(run, dict) for run in runs):
        raise HaldenError(f"{history} holds no runs")
    return runs if last is None else runs[max(0, len(runs) - last) :]


def _run(history: Path, number: int, line: str) -> Run:
    try:
        run: Run = loads(line)
        _canonical(run).encode()  # raises ValueError for what could not be printed again
    except ValueError as error:
        raise HaldenError(f"{history} line {number}: {error}") from error
    return run


def compare(runs: list[Run]) -> list[Run]:
    """Each run with `since_previous`; null for the first."""
    first = [{**run, "since_previous": None} for run in runs[:1]]
    later = [{**run, "since_previous": _difference(before, run)} for before, run in pairwise(runs)]
    return first + later


def _difference(before: Run, run: Run) -> Run:
    warnings = _warnings(before, run)
    return {
        "comparable": not warnings,
        "warnings": warnings,
        "changed": {
            name: {"from": _at(before, name), "to": _at(run, name)}
            for name in _CIRCUMSTANCES
            if _differ(before, run, name)
        },
        "delta": _deltas(before, run),
    }


def _warnings(before: Run, run: Run) -> list[str]:
    """Why two runs do not measure the same thing."""
    warnings = []
    if _at(before, "questions_sha256") is None or _at(run, "questions_sha256") is None:
        warnings.append("it is not known whether both were measured on the same questions")
    elif _differ(before, run, "questions_sha256"):
        warnings.append("measured on different questions")
    if _differ(before, run, "leg"):
        warnings.append("measured on different legs")
    both_judged = _at(before, "judge") is not None and _at(run, "judge") is not None
    judges = ("judge.model", "judge.prompt_version")
    if both_judged and any(_differ(before, run, name) for name in judges):
        warnings.append("judged by different judges")
    return warnings


def _deltas(before: Run, run: Run) -> dict[str, float]:
    deltas = {}
    for name in _METRICS:
        start, end = _number(_at(before, name)), _number(_at(run, name))
        if start is not None and end is not None:
            deltas[name] = end - start
    return deltas


def _at(run: Run, name: str) -> Any:
    """What stands at `prompt.version`; None if nothing does."""
    value: Any = run
    for key in name.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _differ(before: Run, run: Run, name: str) -> bool:
    """As JSON: to Python, `true` and 1 are equal."""
    return _canonical(_at(before, name)) != _canonical(_at(run, name))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None
