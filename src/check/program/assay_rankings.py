"""Rankings made by hand: whether a pipeline credits each passage once, at the first hit that covers it.

The service lays this module beside the programs of checks, as it does `assay_check`. A scenario's
program that needs it is one call of `judge_score`.
"""

import json
import math

from assay_check import program as pipeline_program
from assay_check import sandbox, verdict

__all__ = ["judge_score"]

TOLERANCE = 1e-6


def span(doc, start, end):
    return {"doc": doc, "start": start, "end": end}


def discount(rank):
    return 1 / math.log2(rank + 1)


def ideal(passages):
    return sum(discount(rank) for rank in range(1, min(passages, 10) + 1))


A, B, C = span("manual/a", 100, 200), span("manual/b", 400, 460), span("policy/c", 0, 90)


def filler(number):
    return span(f"filler/{number}", 0, 500)


# What each ranking must score: recall@5, reciprocal rank, nDCG@10. Sessions in progress use these cases,
# so a case may be added or removed only with a new name for this module.
CASES = {
    "one passage, found first": ([A], [A, filler(1), filler(2)], (1, 1, 1)),
    "one passage, found third": ([A], [filler(1), filler(2), A], (1, 1 / 3, discount(3))),
    "the same hit three times, and the other passage never": (
        [A, B],
        [A, A, A, filler(1)],
        (0.5, 1, 1 / ideal(2)),
    ),
    "the same hit again at the end": (
        [A],
        [filler(1), A, filler(2), filler(3), A],
        (1, 0.5, discount(2)),
    ),
    "windows that overlap, all holding the passage": (
        [A],
        [filler(1), span("manual/a", 0, 210), span("manual/a", 90, 300), span("manual/a", 100, 400)],
        (1, 0.5, discount(2)),
    ),
    "a repetition takes up a place": (
        [A, B],
        [A, A, B],
        (1, 1, (1 + discount(3)) / ideal(2)),
    ),
    "an overlapping hit that brings something new": (
        [A, span("manual/a", 210, 280)],
        [span("manual/a", 0, 205), span("manual/a", 150, 300)],
        (1, 1, 1),
    ),
    "one hit with two passages": (
        [A, span("manual/a", 210, 280)],
        [span("manual/a", 0, 300), filler(1)],
        (1, 1, 1),
    ),
    "two passages in one hit, which comes twice, and a third one": (
        [A, span("manual/a", 210, 280), B],
        [span("manual/a", 0, 300), span("manual/a", 0, 300), B],
        (1, 1, 1),
    ),
    "less than half of the passage is not found": (
        [A],
        [span("manual/a", 0, 149), span("manual/a", 151, 400)],
        (0, 0, 0),
    ),
    "repetitions below the fifth and the tenth place": (
        [A, C],
        [filler(n) for n in range(5)] + [A, A, A] + [filler(n) for n in range(5, 7)] + [C, C],
        (0, 1 / 6, discount(6) / ideal(2)),
    ),
    "nothing of it": ([A], [filler(1), filler(1), filler(1)], (0, 0, 0)),
}


def scored(program, passages, hits):
    gold = {"id": "case", "spans": passages}
    run = {"id": "case", "hits": hits}
    sandbox.put("credit-gold.jsonl", json.dumps(gold) + "\n")
    sandbox.put("credit-run.jsonl", json.dumps(run) + "\n")
    done = sandbox.run(
        [*program, "score", "--gold", "credit-gold.jsonl", "--run", "credit-run.jsonl"], seconds=60
    )
    if done.exit != 0:
        raise RuntimeError(f"`score` ended with {done.exit}: {done.stderr[-2000:]}")
    report = done.json()
    return tuple(float(report[name]) for name in ("recall_at_5", "mrr", "ndcg_at_10"))


def judge_score(program=None):
    """Scores each ranking in its own run, compares the means with the values on paper, gives the verdict.

    The pipeline's own program unless another is named, as scenarios of earlier releases do by its path.
    """
    program = [program] if isinstance(program, str) else program or pipeline_program
    wrong = {}
    for name, (passages, hits, expected) in CASES.items():
        seen = scored(program, passages, hits)
        if any(abs(a - b) > TOLERANCE for a, b in zip(seen, expected)):
            wrong[name] = {"expected": expected, "seen": seen}
    verdict(
        not wrong,
        f"{len(CASES) - len(wrong)} of {len(CASES)} rankings are scored as on paper"
        + ("" if not wrong else f"; not: {'; '.join(wrong)}"),
        {"wrong": wrong},
    )
