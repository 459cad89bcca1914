"""Whether the same bytes of a document are told twice in one prompt."""

import json

from assay_check import program, sandbox, verdict

asked = sandbox.held_back()
lines = (json.dumps({"id": it["id"], "question": it["question"], "customer": it["customer"]}) for it in asked)
sandbox.put("questions-of-the-check.jsonl", "\n".join(lines) + "\n")
done = sandbox.run([*program, "ask", "--batch", "questions-of-the-check.jsonl"], seconds=240)
twice = {}
answered = [it for it in done.json()["results"] if "context" in it]
for it in answered:
    blocks = it["context"]
    pairs = [(a, b) for at, a in enumerate(blocks) for b in blocks[at + 1 :]]
    again = sum(a["doc"] == b["doc"] and a["start"] < b["end"] and b["start"] < a["end"] for a, b in pairs)
    if again:
        twice[it["id"]] = again
verdict(
    len(answered) >= 40 and not twice,
    f"{len(answered)} prompts, {len(twice)} of them with blocks that overlap",
    {"overlaps": twice},
)
