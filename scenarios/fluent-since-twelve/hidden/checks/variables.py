"""Whether a prompt whose required variables are not all filled ever reaches the model."""

import json
import time

from assay_check import program, sandbox, verdict
from registry import QUESTIONS, QUICK, Worker, chats, environment, lay, point, sound, text

HEAD = "---\npurpose: p\nrequired: [{required}]\noptional: [{optional}]\n---\n# System\nAnswer the question.\n\n# User\n"


def prompt(required, user, optional=""):
    return HEAD.format(required=required, optional=optional) + user + "\n"


CONTEXT, QUESTION = "Context:\n\n{{context}}\n\n", "Question: {{question}}"
# None of these may be asked: the code gives `context` and `question`. A repair may give the names
# that version 12 asks for as well, so none of them is here.
BROKEN = {
    "the context has another name": prompt("extracts, question", "{{extracts}}\n\n" + QUESTION),
    "the question has another name": prompt("context, query", CONTEXT + "Question: {{query}}"),
    "one more is required": prompt(
        "context, question, tenor", CONTEXT + "In this tenor: {{tenor}}\n\n" + QUESTION
    ),
    "the one more is required in the instructions": prompt(
        "context, question, day", CONTEXT + QUESTION
    ).replace("Answer the question.", "Answer from what holds on {{day}}."),
    "both have other names": prompt("extracts, query", "{{extracts}}\n\n{{query}}"),
}
# All of these may: what is optional leaves its line out.
SOUND = {
    "as always": prompt("context, question", CONTEXT + QUESTION),
    "one more is optional": prompt(
        "context, question", "For {{recipient}}.\n" + CONTEXT + QUESTION, optional="recipient"
    ),
    "two more are optional": prompt(
        "context, question",
        CONTEXT + "As of {{day}}, for {{recipient}}.\n" + QUESTION,
        optional="day, recipient",
    ),
}


def ask(env):
    """Whether the pipeline answers, and the requests that reached the model meanwhile."""
    before = len(chats())
    done = sandbox.run([*program, "ask", QUESTIONS[0]], seconds=90, env=env)
    return done, chats()[before:]


wrong = {}
for name, version in SOUND.items():
    lay({1: version}, production=1)
    done, requests = ask(environment())
    if done.exit != 0 or len(requests) != 1:
        wrong[name] = f"is refused: {done.stderr[-300:]}"
    elif "{{" in text(requests[0]) or "[1] (" not in text(requests[0]):
        wrong[name] = f"reaches the model as {text(requests[0])[:300]!r}"

for name, version in BROKEN.items():
    lay({1: version}, production=1)
    done, requests = ask(environment())
    if done.exit == 0:
        wrong[name] = f"is answered: {json.loads(done.stdout).get('answer')!r}"
    elif requests:
        wrong[name] = "reaches the model"

lay({1: sound(1)}, production=1)
done, requests = ask(environment(budget_tokens=0))
if done.exit == 0 or requests:
    wrong["a context that is blank"] = f"is answered: {done.stdout[:300]}"

# A worker that was well when it started, and whose label moves to a broken version.
lay({1: sound(1), 2: BROKEN["the context has another name"]}, production=1)
worker = Worker(environment(refresh_seconds=QUICK))
worker.version()
point(2)
before = len(chats())
time.sleep(QUICK + 1)
for _ in range(2):
    worker.ask()
    time.sleep(QUICK + 0.5)
worker.close()
if any("[1] (" not in text(request) for request in chats()[before:]):
    wrong["a worker's label moves to a broken version"] = "prompts without a context reach the model"

count = len(SOUND) + len(BROKEN) + 2
verdict(
    not wrong,
    f"{count} of {count} prompts are asked or refused as they should be"
    if not wrong
    else f"{len(wrong)} of {count} are not: " + "; ".join(f"{n}: {w}" for n, w in wrong.items()),
    {"wrong": wrong},
)
