"""What the number on the page may say when some answers have no verdict.

Of all answers that claim something, `passed` and `failed` have a verdict and `unscored` have none. What
is *earned* is passed over all of them: as much is true whatever the missing verdicts would have been. The
headline is sound if

1. there is none: it is null, or the command refuses and prints nothing; or
2. it is not above what is earned; or
3. it is above, but not silently:
   - it is at most the share of those with a verdict: what is unknown never counts in favour;
   - the lowest and the highest that it could have been, with every missing verdict a fail or a pass, are
     numbers in the same document; and
   - from a third of missing verdicts on, the run says that the headline cannot be used: by a status other
     than that of a run with every verdict, or by a flag or word of its own that differs from that run's.

A twentieth of missing verdicts may be reported with the range alone. Between a twentieth and a third it is
for the candidate to say where the line is, so no check has a case there.
"""

MANY = 1 / 3
TOLERANCE = 1e-9
# A range may be rounded to two places for people.
ROUNDED = 0.0051

# Lists of single answers and questions: nothing of them speaks about the headline.
SINGLE = {"results", "by_kind", "misses"}
# What every release prints. Whatever says more about the headline has another name.
USUAL = {
    "summary", "judge", "faithfulness", "judged", "passed", "failed", "unscored", "unscored_ids", "abstained",
    "model", "prompt_version", "questions", "coverage", "answerable", "unanswerable", "failed_searches",
    "failed_answers", "unscored_verdicts", "share", "recall_at_5", "mrr", "ndcg_at_10", "answer_accuracy",
    "abstention", "precision", "recall", "leg",
}  # fmt: skip


def told(value, name="", new=False):
    """The values that a document has under new names, each with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in SINGLE:
                yield from told(inner, f"{name}.{key}", new or key not in USUAL)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from told(inner, f"{name}.{place}", new)
    elif new and value is not None:
        yield name, value


def numbers(document):
    return [v for _, v in told(document) if isinstance(v, (int, float)) and not isinstance(v, bool)]


def flags(document):
    return {place: v for place, v in told(document) if isinstance(v, (bool, str))}


def unsound(report, passed, failed, unscored, whole):
    """Why the headline of a report is not sound; None if it is. `whole` is the report of a run with every
    verdict, printed by the same program."""
    value = report.get("faithfulness")
    everything = passed + failed + unscored
    if value is None or value <= passed / everything + TOLERANCE:
        return None
    verdicts = passed + failed
    if not verdicts or value > passed / verdicts + TOLERANCE:
        return "it is more than the share of those with a verdict"
    said = numbers(report["document"])
    for bound in (passed / everything, (passed + unscored) / everything):
        if not any(abs(number - bound) <= ROUNDED for number in said):
            return "it is more than is earned, and the range that it stands for is not beside it"
    if unscored / everything >= MANY:
        by_status = whole["exit"] == 0 and report["exit"] != 0
        if not by_status and flags(report["document"]) == flags(whole["document"]):
            return "too many verdicts are missing, and nothing says that it cannot be used"
    return None
