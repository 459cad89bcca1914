"""A registry of prompts beside the workspace's own, and a worker that follows it."""

import json
import re
import time

from assay_check import program, sandbox

FOLDER = "registry-of-the-check"
CONFIG = "registry-of-the-check.toml"
# What the worker is told to follow a label within, whatever the repository's own value is. Long enough
# that a question on a busy machine is never a pause of that length.
TTL = 8
# The same where pauses do not matter.
QUICK = 2
# A question and its answer take part of a second; this is for a machine that is busy.
SLACK = 8

SOUND = """---
purpose: Version {version} of the check.
required: [context, question]
---
# System
These are the rules of text {version}.
Answer only from the context, and cite the number of the block, like [1].

# User
Context:

{{{{context}}}}

Question: {{{{question}}}}
"""
QUESTIONS = [
    "How late can a customer call off a booking and get everything back?",
    "What percentage of the hire is the damage waiver?",
    "Until when is a late return free of charge?",
]


def sound(version):
    return SOUND.format(version=version)


def labels(version):
    return f"[answer]\nproduction = {version}\nstaging = {version}\n\n[judge]\nproduction = 1\nstaging = 1\n"


def lay(versions, production):
    """Texts by version, and where the label points. What lies there from before has no label."""
    for version, text in versions.items():
        sandbox.put(f"{FOLDER}/answer/v{version}.md", text)
    judge = sandbox.read("prompts/judge/v1.md")
    if judge is not None:
        sandbox.put(f"{FOLDER}/judge/v1.md", judge)
    point(production)


def point(version):
    sandbox.put(f"{FOLDER}/labels.toml", labels(version))


def environment(**changes):
    """The workspace's configuration, with some values set; a key that is not there is left out."""
    text = sandbox.read("halden.toml") or ""
    for key, value in changes.items():
        text = re.sub(rf"(?m)^{key}\s*=.*$", f"{key} = {value}", text)
    sandbox.put(CONFIG, text)
    return {"HALDEN_PROMPTS": FOLDER, "HALDEN_CONFIG": CONFIG}


def chats():
    """What the model was asked so far, as the gateway saw it."""
    return [call["request"] for call in sandbox.calls() if call["kind"] == "chat"]


def text(request):
    return "\n".join(message["content"] for message in request["messages"])


class Worker:
    """`halden worker`, a question at a time."""

    def __init__(self, env):
        self.talk = sandbox.start([*program, "worker"], seconds=200, env=env)
        self.asked = 0

    def ask(self):
        self.asked += 1
        # The number makes each a new one: an answer that is remembered tells the model nothing.
        question = f"{QUESTIONS[self.asked % len(QUESTIONS)]} (Call {self.asked}.)"
        self.talk.send(json.dumps({"id": f"q{self.asked}", "question": question}))
        line = self.talk.receive(seconds=30)
        if line is None:
            raise RuntimeError(f"the worker ended: {self.talk.close().stderr[-1000:]}")
        return json.loads(line)

    def version(self):
        """The version whose text reached the model; None if the reply names another one."""
        before = len(chats())
        reply = self.ask()
        if "error" in reply:
            raise RuntimeError(f"the worker answers with an error: {reply['error']}")
        told = re.search(r"rules of text (\d+)", text(chats()[before:][-1]))
        return int(told[1]) if told and int(told[1]) == reply["prompt"]["version"] else None

    def until(self, version, pause):
        """Asks again and again until this version answers; the seconds that took, or None."""
        start = time.monotonic()
        while True:
            now = self.version()
            elapsed = time.monotonic() - start
            if now == version:
                return elapsed
            if elapsed > TTL + SLACK:
                return None
            time.sleep(pause)

    def close(self):
        return self.talk.close()
