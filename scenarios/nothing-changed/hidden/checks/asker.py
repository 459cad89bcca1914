"""What the desk was told is not a customer's answer if the customer's own papers say otherwise."""

from assay_check import parameters, verdict

import desk

desk.as_in_production()
stale = []
for case in parameters["cases"]:
    desk.one(case["question"])
    for customer, own in case["own"].items():
        _, prompts = desk.one(case["question"], customer)
        if not any(own in prompt for prompt in prompts):
            stale.append(f"{customer}: {case['question']}")

total = sum(len(case["own"]) for case in parameters["cases"])
verdict(
    not stale,
    f"{total - len(stale)} of {total} customers were answered from their own papers after the desk had "
    f"asked the same",
    {"answered from somebody else's question": stale},
)
