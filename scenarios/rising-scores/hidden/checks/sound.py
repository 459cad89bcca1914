"""Sound verdicts are read as they were meant, and a failure is told apart from a bad answer."""

import json

from assay_check import program, sandbox, verdict
from cases import CASES
from stand_in import broken, config, failing, lines, passing, read, summary

wrong = {}


def expect(name, report, **wanted):
    seen = {key: report.get(key) for key in wanted}
    if seen != wanted:
        wrong[name] = {"expected": wanted, "seen": seen, "report": report}


spaced = {"id": "s", "text": '\n{ "reason" : "It is in [1]." ,\n  "verdict" : "pass" }\n'}
expect(
    "sound verdicts",
    summary(*[passing(n) for n in range(1, 6)], spaced, failing(1), failing(2)),
    passed=6,
    failed=2,
    unscored=0,
    faithfulness=0.75,
)
word = {"id": "w", "text": json.dumps({"verdict": "pass", "reason": "It does not fail to name its source."})}
expect("a pass whose reason has the word fail", summary(word, failing(1)), passed=1, failed=1)
expect(
    "two failures beside three verdicts",
    summary(passing(1), passing(2), failing(1), broken(1), broken(2, "429")),
    passed=2,
    failed=1,
    unscored=2,
)

quiet = {**CASES[0], "id": "quiet", "answer": "I don't know based on the documents I have."}
sandbox.put("sound-cases.jsonl", lines(*CASES, quiet))
batch = [*program, "judge", "--batch", "sound-cases.jsonl"]
report = read(sandbox.run(batch, seconds=120, env=config(judge_tokens=200)))
expect("answers judged for real", report, passed=3, failed=1, unscored=0, faithfulness=0.75)

verdict(not wrong, "sound verdicts count as they should" if not wrong else f"wrong: {', '.join(wrong)}", wrong)
