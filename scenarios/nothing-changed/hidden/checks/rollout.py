"""A share of those who ask gets the next version, whoever asked the same before."""

from assay_check import parameters, sandbox, verdict

import desk

MARK = "The desk's spring rules of 2031 apply."
QUESTION = parameters["question"]
# Each is one asker, with a share of its own.
CUSTOMERS = [
    "northwind-construction",
    "brightwater-utilities",
    "fjordline-events",
    "kestrel-demolition",
    "osterby-municipality",
    "lumen-solar",
    "stonebridge-quarries",
    "harbour-and-quay",
]

desk.as_in_production()
version, text = desk.newest()
following = version + 30
before = {customer: desk.one(QUESTION, customer)[0]["prompt"]["version"] for customer in CUSTOMERS}
sandbox.put(f"prompts/answer/v{following}.md", text.replace("Rules:", f"{MARK} Rules:", 1))
labels = desk.required(desk.LABELS)
sandbox.put(
    desk.LABELS,
    f"{labels}\n[answer.rollout.production]\nversion = {following}\npercent = 50\n",
)
wrong, chosen = [], 0
for customer in CUSTOMERS:
    answer, prompts = desk.one(QUESTION, customer)
    if answer["prompt"]["version"] != following:
        continue
    chosen += 1
    if not any(MARK in prompt for prompt in prompts):
        wrong.append(customer)
if not 0 < chosen < len(CUSTOMERS):
    raise RuntimeError(f"half of the share is {chosen} of {len(CUSTOMERS)}: the check sees nothing")

verdict(
    not wrong,
    f"{chosen - len(wrong)} of {chosen} customers in the rollout were answered with its version",
    {"answered with the version before": wrong, "versions before": before},
)
