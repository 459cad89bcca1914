"""Another version of the prompt is another answer: promoted by a deployment, and for a share."""

from assay_check import parameters, sandbox, verdict

import desk

MARK = "The desk's spring rules of 2031 apply."
QUESTIONS = parameters["questions"]

desk.as_in_production()
version, text = desk.newest()
following = version + 20
for question in QUESTIONS:
    desk.one(question)
remembered = sum(1 for question in QUESTIONS if not desk.one(question)[1])

sandbox.put(f"prompts/answer/v{following}.md", text.replace("Rules:", f"{MARK} Rules:", 1))
if MARK not in desk.required(f"prompts/answer/v{following}.md"):
    raise RuntimeError("the prompt has no rules to put the mark before")
desk.production(following)
stale = []
wrongly_named = []
for question in QUESTIONS:
    answer, prompts = desk.one(question)
    if not any(MARK in prompt for prompt in prompts):
        stale.append(question)
        # What was made by the old version and says that it was made by the new one.
        if answer["prompt"]["version"] == following:
            wrongly_named.append(question)
again = sum(1 for question in QUESTIONS if not desk.one(question)[1])

verdict(
    not stale,
    f"after the promotion {len(QUESTIONS) - len(stale)} of {len(QUESTIONS)} questions were answered "
    f"with the new version",
    {
        "answered with the old version": stale,
        "of these said to be of the new version": wrongly_named,
        "remembered before the promotion": remembered,
        "remembered after it": again,
    },
)
