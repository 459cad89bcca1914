"""A customer finds its own paper although another one has hundreds of passages that fit the question better."""

from assay_check import parameters, program, sandbox, verdict

HEAD = """---
id: contract/{name}
kind: contract
title: {title}
customer: {customer}
effective: 2026-09-01
version: 1
series: null
status: current
supersedes: null
---
"""
ASKER = "lumen-solar"
OWN = "lumen-old-quay"
# Nothing else in the documents has a capstan or a windlass.
TEXT = """# The old quay

Behind the park at Jübek lies an old quay with a capstan, which still moves. Whoever needs it asks the farmer for the
crank of the windlass, brings it back on the same day, and pays nothing. Lorries of more than 7 tonnes stay off the
boards, in rain everybody does, and children are kept away by Lumen's own people.
"""
LOG = "grindsted-capstan-log"
# Each is long enough to be a passage of its own.
PASSAGE = """# Capstan {n}

The windlass of capstan {n} turns the capstan: capstan {n} has its windlass, and the windlass of capstan
{n} turns capstan {n} for Grindsted Rail in {n} minutes, by the windlass of the capstan alone.

"""
QUESTIONS = ["windlass of the capstan", "Who turns the capstan with the windlass?"]


def run(*arguments, seconds=60):
    done = sandbox.run([*program, *arguments], seconds=seconds)
    if done.exit != 0:
        raise RuntimeError(f"halden {arguments[0]} ended with {done.exit}: {done.stderr[-500:]}")
    return done.json()


passages = range(1, parameters["passages"] + 1)
papers = {
    f"corpus/contract/{OWN}.md": HEAD.format(name=OWN, title="Lumen Solar, the old quay", customer=ASKER) + TEXT,
    f"corpus/contract/{LOG}.md": HEAD.format(name=LOG, title="Grindsted Rail, capstans", customer="grindsted-rail")
    + "".join(PASSAGE.format(n=n) for n in passages),
}
for path, text in papers.items():
    sandbox.put(path, text)
run("ingest", seconds=180)
missed = {}
for question in QUESTIONS:
    hits = run("search", question, "--customer", ASKER, "--leg", "bm25", "-k", "20")["hits"]
    if f"contract/{OWN}" not in [hit["doc"] for hit in hits]:
        missed[question] = [hit["doc"] for hit in hits]
# The stores are left as they were found.
for path in papers:
    sandbox.remove(path)
run("ingest", seconds=180)

verdict(
    not missed,
    f"{len(QUESTIONS) - len(missed)} of {len(QUESTIONS)} questions found the asker's paper beside {len(passages)} "
    f"passages of another customer",
    {"missed": missed},
)
