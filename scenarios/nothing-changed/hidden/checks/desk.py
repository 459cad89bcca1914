"""What the checks of the answer cache have in common: asking, and seeing what it cost."""

import json
import re

from assay_check import program, sandbox

CONFIG = "halden.toml"
LABELS = "prompts/labels.toml"

# The base repository leaves the cache to the machine. Only that text is changed: where the
# repository decides for itself, what it decides is what is judged.
DEVELOPER = """# Production sets this to true. While developing it hides changes of the source.
enabled = false"""


def as_in_production():
    """Switches the cache on where the repository leaves that to production."""
    text = required(CONFIG)
    if DEVELOPER in text:
        sandbox.put(CONFIG, text.replace(DEVELOPER, "enabled = true"))


def required(path):
    text = sandbox.read(path)
    if text is None:
        raise RuntimeError(f"{path} is gone")
    return text


def run(*arguments, seconds=120):
    """Runs `halden` and returns what it printed."""
    done = sandbox.run([*program, *arguments], seconds=seconds)
    if done.exit != 0:
        raise RuntimeError(f"halden {arguments[0]}: {done.exit}: {done.stderr[-800:]}")
    return done.json()


def chats():
    """The chat requests that were answered so far."""
    calls = sandbox.calls()
    return [c["request"] for c in calls if c["kind"] == "chat" and c["status"] == 200]


def asked(questions):
    """Asks (question, customer) pairs one after the other, in one process. For each: the answer,
    and the chat requests that it took, told apart by the question at a prompt's end."""
    lines = [
        json.dumps({"id": str(at), "question": question, "customer": customer})
        for at, (question, customer) in enumerate(questions)
    ]
    sandbox.put("check-questions.jsonl", "\n".join(lines) + "\n")
    before = len(chats())
    answers = run("ask", "--batch", "check-questions.jsonl", seconds=300)["results"]
    new = chats()[before:]
    if len(answers) != len(questions):
        raise RuntimeError(f"{len(questions)} questions, {len(answers)} answers")
    return answers, new


def one(question, customer=None):
    """Asks one question: the answer, and the prompts that it took (none if it was remembered)."""
    before = len(chats())
    owner = ["--customer", customer] if customer else []
    answer = run("ask", question, *owner)
    return answer, [text(request) for request in chats()[before:]]


def text(request):
    return "\n".join(message["content"] for message in request["messages"])


def production(version):
    """Points `answer`/`production` to a version, as a deployment does: by the file."""
    labels = required(LABELS)
    head, answer, rest = re.split(r"(?m)^(\[answer\]\n)", labels, maxsplit=1)
    moved, times = re.subn(r"(?m)^production = \d+$", f"production = {version}", rest, count=1)
    if times != 1:
        raise RuntimeError("no production label")
    sandbox.put(LABELS, head + answer + moved)


def newest():
    """The number and text of the version that production has."""
    labels = required(LABELS)
    version = int(re.search(r"\[answer\]\n(?:.*\n)*?production = (\d+)", labels).group(1))
    return version, required(f"prompts/answer/v{version}.md")
