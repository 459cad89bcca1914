"""Whether one prompt tells the model the same passage of a document twice.

All handbooks are bound into one without headings, so that pieces of whatever size continue in the next one.
Prompts are read at the gateway. Only sentences that stand once in all documents count: two documents may
well say the same, and pages of one template do.
"""

import json
import re
from pathlib import Path

from assay_check import program, sandbox, verdict

HIDDEN = Path(__file__).resolve().parent.parent
BATCH, CONFIG = "questions-of-the-check.jsonl", "configuration-of-the-check.toml"
# Room for all of a few candidates, and still less than the model reads: what is given up is not the point here.
PACK = {"candidates": 8, "budget_tokens": 6500}
# Shorter ones are headings and sources.
LONG = 60
MOST = 0.1
FEWEST = 20


def flat(text):
    return " ".join(text.split())


def run(*arguments, env=None):
    done = sandbox.run([*program, *arguments], seconds=120, env=env)
    if done.exit != 0:
        raise RuntimeError(f"{arguments[0]} ended with status {done.exit}: {done.stderr[-1000:]}")


def listed(*conditions):
    return ["/usr/bin/find", "corpus", "-name", "*.md", "-type", "f", *conditions]


def configured():
    """The workspace's configuration with these values in `[pack]`; a key that is not there is left out."""
    lines, section = [], ""
    for line in (sandbox.read("halden.toml") or "").splitlines():
        heading = re.match(r"\s*\[([\w.]+)\]", line)
        section = heading.group(1) if heading else section
        key = line.split("=")[0].strip()
        lines.append(f"{key} = {PACK[key]}" if section == "pack" and key in PACK else line)
    sandbox.put(CONFIG, "\n".join(lines) + "\n")
    return {"HALDEN_CONFIG": CONFIG}


def bind(handbooks):
    """One handbook with the paragraphs of all, in the place of the first."""
    paths = sorted(handbooks)
    paragraphs = []
    for path in paths:
        body = handbooks[path].split("---\n", 2)[2]
        paragraphs += [it.strip() for it in body.split("\n\n") if not it.strip().startswith("#")]
        sandbox.remove(path)
    head = handbooks[paths[0]].split("---\n", 2)[1]
    sandbox.put(paths[0], f"---\n{head}---\n" + "\n\n".join(paragraphs) + "\n")


def chats():
    return [call["request"] for call in sandbox.calls() if call["kind"] == "chat"]


def twice(prompt, documents):
    """The sentences that stand once in the documents and more than once in this prompt."""
    sentences = {it for it in re.split(r"(?<=[.;:])\s", prompt) if len(it) >= LONG}
    return [it for it in sentences if prompt.count(it) > 1 and documents.count(it) == 1]


paths = sandbox.run(listed("-name", "*-handbook.md")).stdout.split()
handbooks = {path: sandbox.read(path) for path in paths}
bind(handbooks)
documents = flat(sandbox.run(listed("-exec", "/usr/bin/cat", "--", "{}", "+")).stdout)

asked = [json.loads(line) for line in (HIDDEN / "tails.jsonl").read_text().splitlines()]
lines = (json.dumps({"id": it["id"], "question": it["question"]}) for it in asked)
sandbox.put(BATCH, "\n".join(lines) + "\n")
before = len(chats())
try:
    run("ingest")
    run("ask", "--batch", BATCH, env=configured())
finally:
    # The stores are left as they were found.
    for path, text in handbooks.items():
        sandbox.put(path, text)
    run("ingest")
prompts = [flat("\n".join(it["content"] for it in chat["messages"])) for chat in chats()[before:]]
again = [found for prompt in prompts if (found := twice(prompt, documents))]

share = len(again) / len(prompts) if prompts else 1.0
verdict(
    len(prompts) >= FEWEST and share <= MOST,
    f"{len(again)} of {len(prompts)} prompts tell a passage of a document twice; at most {MOST:.0%} is expected, "
    f"of {FEWEST} prompts or more",
    {"twice": [found[:2] for found in again[:10]]},
)
