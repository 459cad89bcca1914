"""A document that changed is another answer after the next ingest."""

from assay_check import parameters, sandbox, verdict

import desk

desk.as_in_production()
stale = []
for case in parameters["cases"]:
    path = f"corpus/{case['doc']}.md"
    before = desk.required(path)
    if before.count(case["old"]) != 1:
        raise RuntimeError(f"{path} has {before.count(case['old'])} times {case['old']!r}")
    desk.one(case["question"], case.get("customer"))
    sandbox.put(path, before.replace(case["old"], case["new"]))
    desk.run("ingest")
    answer, prompts = desk.one(case["question"], case.get("customer"))
    if not any(case["new"] in prompt for prompt in prompts):
        stale.append({"question": case["question"], "answer": answer["answer"]})
    # The stores are left as they were found; the file comes back by itself.
    sandbox.put(path, before)
    desk.run("ingest")

total = len(parameters["cases"])
verdict(
    not stale,
    f"{total - len(stale)} of {total} questions were answered from the changed document",
    {"answered from what was remembered": stale},
)
