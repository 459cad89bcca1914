"""Whether `halden eval` credits what `halden search` finds as it is on paper.

Passages are chosen where the index cut a document: half of the passage is in one hit and half in the
next one, so that both hold it. Questions are asked without their answers.
"""

import json
import math

from assay_check import program, sandbox, verdict

HALF = 24
TOLERANCE = 1e-6


def body(doc):
    text = sandbox.read(f"corpus/{doc}.md")
    return text.split("\n---\n", 1)[1].encode() if text and "\n---\n" in text else None


def found():
    lines = [
        json.dumps({"id": q["id"], "question": q["question"], "customer": q.get("customer")})
        for q in sandbox.held_back()
    ]
    sandbox.put("evaluation-asked.jsonl", "\n".join(lines) + "\n")
    done = sandbox.run([*program, "search", "--batch", "evaluation-asked.jsonl", "-k", "10"], seconds=180)
    if done.exit != 0:
        raise RuntimeError(f"`halden search` ended with {done.exit}: {done.stderr[-1000:]}")
    return {result["id"]: result["hits"] for result in done.json()["results"]}


def covers(hit, doc, start, end):
    common = min(hit["end"], end) - max(hit["start"], start)
    return hit["doc"] == doc and common > 0 and 2 * common >= end - start


def quoted(doc, start, end):
    """The passage as text, if it can be quoted: it is text, and stands there for the first time."""
    text = body(doc)
    if text is None or start < 0 or end > len(text):
        return None
    passage = text[start:end]
    try:
        quote = passage.decode()
    except UnicodeDecodeError:
        return None
    return quote if text.find(passage) == start else None


def passages(hits):
    """One passage that two hits share, and one that only a single hit has."""
    shared = None
    lower = hits[min(3, len(hits) - 1)]
    middle = (lower["start"] + lower["end"]) // 2
    alone = (lower["doc"], middle - HALF, middle + HALF)
    for first in hits:
        for second in hits:
            if first["doc"] == second["doc"] and first["end"] == second["start"]:
                shared = shared or (first["doc"], first["end"] - HALF, first["end"] + HALF)
    return [passage for passage in (shared, alone) if passage and quoted(*passage)]


def scores(ranks):
    """Recall@5, reciprocal rank and nDCG@10 of the first rank of each passage."""
    firsts = sorted(rank for rank in ranks if rank)
    gain = sum(
        1 / math.log2(max(rank, place) + 1)
        for place, rank in enumerate((rank for rank in firsts if rank <= 10), 1)
    )
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(ranks), 10) + 1))
    return (
        sum(rank <= 5 for rank in firsts) / len(ranks),
        1 / firsts[0] if firsts else 0.0,
        gain / ideal,
    )


questions, expected, shared = [], [], 0
asked = {question["id"]: question for question in sandbox.held_back()}
for name, hits in found().items():
    chosen = passages(hits)
    if not chosen:
        continue
    ranks = [[at for at, hit in enumerate(hits, 1) if covers(hit, *passage)] for passage in chosen]
    shared += any(len(of_passage) > 1 for of_passage in ranks)
    expected.append(scores([min(of_passage, default=0) for of_passage in ranks]))
    questions.append(
        {
            "id": name,
            "question": asked[name]["question"],
            "customer": asked[name].get("customer"),
            "answerable": True,
            "kind": "any",
            "spans": [{"doc": passage[0], "quote": quoted(*passage)} for passage in chosen],
        }
    )
if shared < 5:
    raise RuntimeError(f"only {shared} questions have a passage that two hits share")

sandbox.put("evaluation-questions.jsonl", "".join(json.dumps(q) + "\n" for q in questions))
done = sandbox.run(
    [*program, "eval", "--no-answers", "--questions", "evaluation-questions.jsonl", "--history", "/dev/null"],
    seconds=180,
)
if done.exit != 0:
    raise RuntimeError(f"`halden eval` ended with {done.exit}: {done.stderr[-1000:]}")
report = done.json()
names = ("recall_at_5", "mrr", "ndcg_at_10")
means = {name: sum(row[at] for row in expected) / len(expected) for at, name in enumerate(names)}
seen = {name: report[name] for name in names}
off = max(abs(means[name] - seen[name]) for name in names)
verdict(
    off <= TOLERANCE,
    f"of {len(questions)} questions, {shared} with a passage that two hits share: nDCG@10 is "
    f"{seen['ndcg_at_10']:.4f}, on paper {means['ndcg_at_10']:.4f}; recall@5 {seen['recall_at_5']:.4f}, "
    f"on paper {means['recall_at_5']:.4f}",
    {"on_paper": means, "seen": seen},
)
