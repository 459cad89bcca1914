"""Verdicts as a judge writes them, and what `halden judge` makes of them."""

import json
import re

from assay_check import program, sandbox

NAMES = {"faithfulness", "judged", "passed", "failed", "unscored"}


def passing(number):
    return {"id": f"p{number}", "text": json.dumps({"verdict": "pass", "reason": f"It is in [{number}]."})}


def failing(number):
    return {"id": f"f{number}", "text": json.dumps({"verdict": "fail", "reason": f"[{number}] says otherwise."})}


def broken(number, error="503 Service Unavailable"):
    return {"id": f"e{number}", "error": error}


def lines(*entries):
    return "".join(json.dumps(entry) + "\n" for entry in entries)


def summary(*entries):
    """What `halden judge --verdicts` says of these lines."""
    sandbox.put("stand-in-verdicts.jsonl", lines(*entries))
    return read(sandbox.run([*program, "judge", "--verdicts", "stand-in-verdicts.jsonl"], seconds=60))


def read(done):
    """What a run of `halden judge` says of all answers together, and the rest of its document."""
    if done.exit is None:
        raise RuntimeError("`halden judge` did not end")
    if not done.stdout.strip():
        return {"refused": done.stderr[-500:]}
    document = done.json()
    found = document if NAMES <= document.keys() else document.get("summary", {})
    missing = NAMES - found.keys()
    if missing:
        raise RuntimeError(f"`halden judge` prints no {sorted(missing)}: {done.stdout[:500]}")
    document.pop("results", None)
    return {name: found[name] for name in NAMES} | {"exit": done.exit, "document": document}


def config(judge_tokens):
    """The workspace's configuration with another limit for the judge, by its variable."""
    text = sandbox.read("halden.toml") or ""
    before, section, after = text.partition("[judge]")
    if not section:
        raise RuntimeError("halden.toml has no section [judge]")
    after = re.sub(r"(?m)^max_tokens\s*=.*$", f"max_tokens = {judge_tokens}", after, count=1)
    sandbox.put("stand-in.toml", before + section + after)
    return {"HALDEN_CONFIG": "stand-in.toml"}
