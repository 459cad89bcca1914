"""Whether `halden eval --judge` gets a better score, in silence, when the judge can no longer say no.

The same questions are evaluated twice, with a prompt that forbids nothing, so that some answers are
invented: once with room for every verdict, once with so little that only the shorter one, a pass,
comes through whole.
"""

import json

from assay_check import program, sandbox, verdict
from soundness import unsound
from stand_in import NAMES, config

# A pass of this judge has 66 characters and a fail 74; a token is four, and 68 end before the verdict.
TIGHT = 17
ANSWER = """---
purpose: No rules.
required: [context, question]
---
# System
You are the support assistant of Halden Rentals.

# User
Context:

{{context}}

Question: {{question}}
"""
JUDGE = """---
purpose: Whether an answer keeps to its context.
required: [context, question, answer]
---
# System
You are a judge. Decide whether the context supports every statement of the candidate answer.
Reply with one JSON object and nothing else. Its keys are "reason", one sentence, and then "verdict", either pass or fail.

# User
Context:

{{context}}

Question: {{question}}

Candidate answer: {{answer}}
"""
PROMPTS = "headline-prompts"

asked = sandbox.held_back()
some = [q for q in asked if not q["answerable"]] + [q for q in asked if q["answerable"]][:8]
# Without their answers: only what the judge says of the answers is of interest.
questions = [
    {"id": q["id"], "question": q["question"], "customer": q.get("customer"), "answerable": False}
    for q in some
]
sandbox.put("headline-questions.jsonl", "".join(json.dumps(q) + "\n" for q in questions))
sandbox.put(f"{PROMPTS}/answer/v1.md", ANSWER)
sandbox.put(f"{PROMPTS}/judge/v1.md", JUDGE)
sandbox.put(f"{PROMPTS}/labels.toml", "[answer]\nproduction = 1\n\n[judge]\nproduction = 1\n")


def evaluated(judge_tokens):
    done = sandbox.run(
        [*program, "eval", "--judge", "--questions", "headline-questions.jsonl", "--history", "/dev/null"],
        seconds=240,
        env={**config(judge_tokens), "HALDEN_PROMPTS": PROMPTS},
    )
    if not done.stdout.strip():
        raise RuntimeError(f"`halden eval` ended with {done.exit}: {done.stderr[-1000:]}")
    document = done.json()
    return {name: document["judge"][name] for name in NAMES} | {"exit": done.exit, "document": document}


roomy, tight = evaluated(200), evaluated(TIGHT)
if roomy["failed"] < 3 or roomy["passed"] < 3:
    raise RuntimeError(f"the questions do not tell good answers from bad ones: {roomy}")
# The same answers are judged in both runs: whoever has no verdict in the second is missing.
passed, failed = tight["passed"], tight["failed"]
missing = roomy["passed"] + roomy["failed"] + roomy["unscored"] - passed - failed
wrong, noted = None, ""
if passed > roomy["passed"]:
    wrong = "answers pass that did not"
elif (tight["faithfulness"] or 0.0) > (roomy["faithfulness"] or 0.0) + 1e-9:
    whole = [(roomy, roomy["passed"], roomy["failed"], roomy["unscored"])]
    wrong = unsound({"tight": (tight, passed, failed, missing)}, whole).get("tight")
    noted = ", beside its range and said to be unusable"


def short(run):
    return {name: value for name, value in run.items() if name != "document"}


verdict(
    wrong is None,
    f"faithfulness is {roomy['faithfulness']:.3f} with room for every verdict, and "
    + (f"{tight['faithfulness']:.3f}" if tight["faithfulness"] is not None else "not given")
    + " where bad answers' verdicts are cut off"
    + (f": {wrong}" if wrong else noted),
    {"roomy": short(roomy), "tight": short(tight)},
)
