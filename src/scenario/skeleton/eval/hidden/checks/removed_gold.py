"""Taking a right hit away from a ranking has to lower each score, and never raise one."""

import json

from assay_check import program, sandbox, verdict



def hit(number):
    return {"doc": f"policy/made-up-{number}", "start": 0, "end": 90}


def scores(found, spans):
    gold = {"id": "one", "spans": [hit(number) for number in range(spans)]}
    ranked = [hit(number) for number in range(found)]
    ranked += [{"doc": f"other/{number}", "start": 0, "end": 90} for number in range(10 - found)]
    sandbox.put(".gold.jsonl", json.dumps(gold) + "\n")
    sandbox.put(".run.jsonl", json.dumps({"id": "one", "hits": ranked}) + "\n")
    done = sandbox.run([*program, "score", "--gold", ".gold.jsonl", "--run", ".run.jsonl"], seconds=30)
    if done.exit != 0:
        raise RuntimeError(f"halden score ended with {done.exit}: {done.stderr}")
    return done.json()["ndcg_at_10"]


worse = {}
for spans in range(2, 6):
    series = [scores(found, spans) for found in range(spans, 0, -1)]
    falling = all(more > less + 1e-9 for more, less in zip(series, series[1:]))
    if not falling:
        worse[str(spans)] = series
sandbox.remove(".gold.jsonl")
sandbox.remove(".run.jsonl")
verdict(
    not worse,
    "each passage that is not found lowers nDCG@10"
    if not worse
    else f"a passage that is not found leaves nDCG@10 where it was, with {', '.join(worse)} of them in the gold",
    {"series": worse},
)
