"""What is not plainly a verdict never passes."""

import json

from assay_check import program, sandbox, verdict
from cases import CASES
from stand_in import failing, lines, passing, read, summary

WHOLE = json.dumps({"reason": "The second block says otherwise, and the sum is another one.", "verdict": "fail"})
MALFORMED = {
    "nothing": "",
    "blank": " \n",
    "a refusal": "I'm sorry, but I can't help with that.",
    "small talk": "Sure. Here is my assessment of the candidate answer.",
    "a page of the proxy": "<html><head><title>502 Bad Gateway</title></head><body></body></html>",
    "cut before the verdict": WHOLE[:60],
    "no verdict": json.dumps({"reason": "The answer is well written."}),
    "a verdict of null": json.dumps({"verdict": None, "reason": "The answer is well written."}),
    "another word": json.dumps({"verdict": "unclear", "reason": "The blocks contradict each other."}),
    "an empty word": json.dumps({"verdict": "", "reason": "The blocks contradict each other."}),
    "a number": json.dumps({"verdict": 0, "reason": "The blocks contradict each other."}),
    "not a pass": json.dumps({"verdict": "not a pass", "reason": "The amount is another one."}),
    "an error object": json.dumps({"error": {"message": "overloaded", "type": "server_error"}}),
    "a list": "[]",
    "noise": "%%% \u0000 {{",
}


def tried(entry):
    """How many pass when this one stands between a good and a bad answer."""
    report = summary(passing(1), entry, failing(1))
    return 1 if "refused" in report else report["passed"]


passed = {}
for name, text in MALFORMED.items():
    if tried({"id": "m", "text": text}) > 1:
        passed[name] = text
cut = {"id": "m", "text": WHOLE[:60], "truncated": True}
if tried(cut) > 1:
    passed["cut off, and said to be"] = WHOLE[:60]

sandbox.put("malformed-cases.jsonl", lines(*CASES))
for mode in ("nonsense", "truncate", "garbage", "short"):
    sandbox.stub(target="chat", mode=mode, every=1)
    report = read(sandbox.run([*program, "judge", "--batch", "malformed-cases.jsonl"], seconds=180))
    sandbox.unstub()
    if report.get("passed", 0) > 0:
        passed[f"the provider answers with {mode}"] = report

verdict(
    not passed,
    f"none of {len(MALFORMED) + 5} kinds of malformed verdicts passes"
    if not passed
    else f"{len(passed)} of {len(MALFORMED) + 5} kinds pass: {', '.join(passed)}",
    {"passed": passed},
)
