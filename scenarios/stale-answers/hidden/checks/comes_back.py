"""Whether the stores hold as much as before when a document has grown, shrunk, come and gone.

A store that is filled from nothing can be filled up to any count; one that must come back to an earlier
count has to remove what is gone. Counts are read from tantivy's own files and asked of Qdrant itself.
"""

import json

from assay_check import program, sandbox, verdict

PATH = "corpus/procedure/hoist-of-the-check.md"
QDRANT = "http://localhost:6333/collections"
HEAD = """---
id: procedure/hoist-of-the-check
kind: procedure
title: The hoist in the paint shop
customer: null
effective: 2026-11-02
version: 1
series: null
status: current
supersedes: null
---
# Lifting

The hoist in the paint shop lifts frames of at most {kilos} kilograms. Whoever lifts stands behind the yellow
rail and keeps the pendant in the left hand; a second person watches the hook from the other side of the
booth.
"""
# Each section is long enough to be a piece of its own. The words in capitals are in no other document.
MORE = """
# Slings

Round slings are used for frames and chain slings for buckets. A sling with a cut of more than a finger's width
goes into the red crate under the bench, the crate is labelled {mark}, and nobody takes anything out of it
again. The paint shop has nine round slings and five chain slings, and the foreman counts them on Mondays
before the first lift, with the list from the door in hand.

# Rust and paint

Frames are lifted only after the primer has been dry for half an hour. What hangs on the hook is turned by the
tag line and never by the wet side. Drops on the rail are wiped off with the grey rags, which are kept in the
{mark} tin and are burnt on Fridays by somebody who has the certificate for solvents and has signed for it.

# Standstill

If the hoist stops with a load, the booth is left at once by the side door. The electrician from the workshop
lets the load down by hand with the crank behind the {mark} cover, a quarter of a turn at a time, while the
foreman looks at the brake. Only when the hook is empty may anybody come back in, and the lift is entered in
the book with its time.
"""
MARK = "QUILLWORT"


def curl(*arguments):
    done = sandbox.run(["/usr/bin/curl", "--disable", "--silent", "--fail", *arguments], seconds=30)
    if done.exit != 0 or done.truncated:
        raise RuntimeError(f"Qdrant does not answer: {done.stderr[-300:]}")
    return done.json()["result"]


def collections():
    return [collection["name"] for collection in curl(QDRANT)["collections"]]


def post(collection, path, body):
    header = "content-type: application/json"
    return curl("--header", header, "--data", json.dumps(body), f"{QDRANT}/{collection}/points/{path}")


def lexical():
    """Documents of the tantivy index that was written last, without deleted ones."""
    state = sandbox.run(["/usr/bin/printenv", "HALDEN_STATE"]).stdout.strip()
    find = ["/usr/bin/find", state, "-name", "meta.json", "-type", "f", "-printf", "%T@ %p\\n"]
    lines = (line.split(" ", 1) for line in sandbox.run(find).stdout.splitlines())
    path = max((float(time), path) for time, path in lines)[1]
    segments = json.loads(sandbox.run(["/usr/bin/cat", "--", path]).stdout)["segments"]
    return sum(it["max_doc"] - (it.get("deletes") or {}).get("num_deleted_docs", 0) for it in segments)


def ingested():
    """How much both stores hold after an ingest."""
    done = sandbox.run([*program, "ingest"], seconds=90)
    if done.exit != 0:
        raise RuntimeError(f"the ingest ended with status {done.exit}: {done.stderr[-1000:]}")
    dense = sum(post(name, "count", {"exact": True})["count"] for name in collections())
    return {"lexical": lexical(), "dense": dense}


def told():
    """Everything that Qdrant has stored beside its vectors."""
    page = {"limit": 5000, "with_payload": True}
    return json.dumps([post(name, "scroll", page)["points"] for name in collections()])


short = HEAD.format(kilos=310)
steps = {"before": ingested()}
long = HEAD.format(kilos=290) + MORE.format(mark=MARK)
for step, text in (("short", short), ("long", long), ("short again", short)):
    sandbox.put(PATH, text)
    steps[step] = ingested()
left = MARK in told()
sandbox.remove(PATH)
steps["after"] = ingested()

wrong = []
for store in ("lexical", "dense"):
    before, first, grown, again, after = (counts[store] for counts in steps.values())
    if not before < first < grown:
        wrong.append(f"the {store} store does not grow with a document: {before}, {first}, {grown}")
    if again != first:
        wrong.append(f"the {store} store has {again} instead of {first} when a document is short again")
    if after != before:
        wrong.append(f"the {store} store has {after} instead of {before} when a document is gone again")
if left:
    wrong.append("Qdrant still stores the text that a document has lost")
verdict(
    not wrong,
    "; ".join(wrong) or "both stores hold what they held before when a document comes, grows, shrinks and goes",
    {"steps": steps},
)
