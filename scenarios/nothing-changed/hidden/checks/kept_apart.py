"""What a customer was told is nobody else's answer."""

from assay_check import parameters, verdict

import desk

desk.as_in_production()
leaks = []
asked = 0
for case in parameters["cases"]:
    for customer in [*case["papers"], None]:
        answer, _ = desk.one(case["question"], customer)
        asked += 1
        seen = answer["answer"] + " ".join(block["doc"] for block in answer["context"])
        for other in case["papers"]:
            if other != customer:
                leaks += [
                    f"{customer} sees {paper} of {other}: {case['question']}"
                    for paper in case["papers"][other]
                    if paper in seen
                ]

verdict(not leaks, f"{asked} answers, {len(leaks)} of them with another customer's papers", {"leaks": leaks})
