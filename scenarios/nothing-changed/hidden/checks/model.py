"""Another model is another answer."""

import re

from assay_check import parameters, sandbox, verdict

import desk

QUESTIONS = parameters["questions"]
LARGE = "simulated-reader-1-large"

desk.as_in_production()
for question in QUESTIONS:
    desk.one(question)
config = desk.required(desk.CONFIG)
moved, times = re.subn(r'(?m)(^\[chat\]\n(?:.*\n)*?model = )"[^"]+"', rf'\1"{LARGE}"', config, count=1)
if times != 1:
    raise RuntimeError("no chat model in halden.toml")
sandbox.put(desk.CONFIG, moved)
fresh = 0
for question in QUESTIONS:
    before = len(desk.chats())
    desk.one(question)
    fresh += any(request["model"] == LARGE for request in desk.chats()[before:])

verdict(
    fresh == len(QUESTIONS),
    f"after the change of the model {fresh} of {len(QUESTIONS)} questions were answered by the new one",
)
