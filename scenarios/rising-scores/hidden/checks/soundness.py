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
     than that of a run with every verdict, or by a flag or words of its own that differ from such a run's.

A number or a flag says something if one can know where to look for it. So each has one place, the same in
all runs. In a run with every verdict a bound is the headline or absent, and a flag always says the same. A
list of all numbers has no such place, and neither has the name of a run.

A twentieth of missing verdicts may be reported with the range alone. Between a twentieth and a third it is
for the candidate to say where the line is, so no check has a case there.
"""

import re

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


def numbers(report):
    found = told(report["document"])
    return {place: v for place, v in found if isinstance(v, (int, float)) and not isinstance(v, bool)}


def flags(report):
    """Yes or no, or the words of a text without what has digits in it: counts, dates, names of runs."""
    found = {place: v for place, v in told(report["document"]) if isinstance(v, (bool, str))}
    return {place: v if isinstance(v, bool) else re.findall(r"\b[^\W\d]+\b", v) for place, v in found.items()}


def stating(bound, runs, whole):
    """The places that have this bound in each of the runs, and no other number in a run with every verdict."""

    def agree(run, number):
        return abs(number - bound(*run[1:])) <= ROUNDED

    places = [{place for place, number in numbers(run[0]).items() if agree(run, number)} for run in runs]
    other = {place for run in whole for place, number in numbers(run[0]).items() if not agree(run, number)}
    return set.intersection(*places) - other


def warning(runs, whole):
    """The places that say the same in all runs with every verdict, and something else in each of these."""
    usual = [flags(run[0]) for run in whole]
    places = []
    for run in runs:
        said = flags(run[0])
        places.append({at for at in said.keys() | usual[0].keys() if all(said.get(at) != one.get(at) for one in usual)})
    return {at for at in set.intersection(*places) if all(one.get(at) == usual[0].get(at) for one in usual)}


def lowest(passed, failed, unscored):
    return passed / (passed + failed + unscored)


def highest(passed, failed, unscored):
    return (passed + unscored) / (passed + failed + unscored)


def unsound(runs, whole):
    """Why headlines are not sound, by the name of the run. A run is its report with the numbers of those that
    passed, failed and have no verdict; `whole` are runs of the same program with every verdict."""
    wrong, above = {}, {}
    for name, (report, passed, failed, unscored) in runs.items():
        value = report.get("faithfulness")
        if value is None or value <= lowest(passed, failed, unscored) + TOLERANCE:
            continue
        if passed + failed == 0 or value > passed / (passed + failed) + TOLERANCE:
            wrong[name] = "it is more than the share of those with a verdict"
        else:
            above[name] = (report, passed, failed, unscored)
    if not above:
        return wrong
    if not all(stating(bound, above.values(), whole) for bound in (lowest, highest)):
        reason = "it is more than is earned, and the range that it stands for is not beside it"
        return wrong | dict.fromkeys(above, reason)
    # A run that refuses by its status has said it.
    refused = whole[0][0]["exit"] == 0
    many = {
        name: run
        for name, run in above.items()
        if run[3] / sum(run[1:]) >= MANY and not (refused and run[0]["exit"] != 0)
    }
    if many and not warning(many.values(), whole):
        wrong |= dict.fromkeys(many, "too many verdicts are missing, and nothing says that it cannot be used")
    return wrong
