"""What somebody else was told is not a customer's answer if the customer's own papers say otherwise."""

from assay_check import parameters, verdict

import desk

# A customer without papers, who is answered from general documents, as the desk is.
NOBODY = "vamdrup-gravel"

desk.as_in_production()
stale = []
for case in parameters["cases"]:
    desk.one(case["question"])
    desk.one(case["question"], NOBODY)
    for customer, own in case["own"].items():
        _, prompts = desk.one(case["question"], customer)
        if not any(own in prompt for prompt in prompts):
            stale.append(f"{customer}: {case['question']}")

total = sum(len(case["own"]) for case in parameters["cases"])
verdict(
    not stale,
    f"{total - len(stale)} of {total} customers were answered from their own papers after the desk and a "
    f"customer without papers had asked the same",
    {"answered from somebody else's question": stale},
)
