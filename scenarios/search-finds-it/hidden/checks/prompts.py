"""Prompts that are packed with the numbers of the check instead of the workspace's own.

So a workspace whose numbers happen to leave room is tried where there is none. A key that a repair has
removed or renamed is left out.
"""

import json
import re
from pathlib import Path

from assay_check import program, sandbox

HIDDEN = Path(__file__).resolve().parent.parent
CONFIG = "configuration-of-the-check.toml"
BATCH = "questions-of-the-check.jsonl"


def questions(name):
    lines = (HIDDEN / name).read_text().splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def flat(text):
    return " ".join(text.split())


def lay(asked):
    lines = (json.dumps({"id": it["id"], "question": it["question"]}) for it in asked)
    sandbox.put(BATCH, "\n".join(lines) + "\n")


def configured(**pack):
    """The workspace's configuration with these values in `[pack]`, as an environment."""
    lines, section = [], ""
    for line in (sandbox.read("halden.toml") or "").splitlines():
        heading = re.match(r"\s*\[([\w.]+)\]", line)
        section = heading.group(1) if heading else section
        key = line.split("=")[0].strip()
        known = section == "pack" and key in pack
        lines.append(f"{key} = {pack[key]}" if known else line)
    sandbox.put(CONFIG, "\n".join(lines) + "\n")
    return {"HALDEN_CONFIG": CONFIG}


def told(asked, env):
    """What the model was told for each question, by the question's id."""
    before = len(chats())
    done = sandbox.run([*program, "ask", "--batch", BATCH], seconds=200, env=env)
    if done.exit is None:
        raise SystemExit("the questions were not answered in time")
    new = [flat(text(request)) for request in chats()[before:]]
    found = {}
    for it in asked:
        question = flat(it["question"])
        prompt = next((prompt for prompt in new if question in prompt), None)
        if prompt is not None:
            found[it["id"]] = prompt
    return found


def best_hits():
    """The text of the best hit of each question, by the question's id."""
    done = sandbox.run([*program, "search", "--batch", BATCH, "-k", "1"], seconds=100)
    results = done.json()["results"]
    return {it["id"]: flat(it["hits"][0]["text"]) for it in results if it["hits"]}


def chats():
    return [call["request"] for call in sandbox.calls() if call["kind"] == "chat"]


def text(request):
    return "\n".join(message["content"] for message in request["messages"])
