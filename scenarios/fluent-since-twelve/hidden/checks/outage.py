"""Whether a worker goes on when the registry cannot be used, says so, and comes back."""

import time

from assay_check import sandbox, verdict
from registry import FOLDER, QUICK, Worker, environment, labels, lay, point, sound

lay({1: sound(1), 2: sound(2)}, production=1)
worker = Worker(environment(refresh_seconds=QUICK))
if worker.version() != 1:
    raise RuntimeError("the worker does not start with the label's version")

wrong = {}


def during(name, version=1):
    """After its time is up the worker still answers, by what it had, and says that it may be old."""
    time.sleep(QUICK + 1)
    replies = [worker.ask() for _ in range(3)]
    errors = [reply["error"] for reply in replies if "error" in reply]
    if errors:
        wrong[name] = f"no answer: {errors[0]}"
    elif any(reply["prompt"]["version"] != version for reply in replies):
        wrong[name] = f"answers by {[reply['prompt']['version'] for reply in replies]}"
    elif not replies[-1].get("stale_prompt"):
        wrong[name] = "does not say that the prompt may be old"


def after(name, version):
    time.sleep(QUICK + 1)
    reply = worker.ask()
    if "error" in reply or reply["prompt"]["version"] != version or reply.get("stale_prompt"):
        wrong[name] = reply.get("error") or {"prompt": reply["prompt"], "stale": reply.get("stale_prompt")}


sandbox.put(f"{FOLDER}/labels.toml", "[answer\nproduction == ")
during("the labels cannot be parsed")
sandbox.remove(f"{FOLDER}/labels.toml")
during("the labels are gone")
point(9)
during("the label points to a version that is not there")
point(2)
after("the registry is back, and the label has moved meanwhile", version=2)
worker.close()

verdict(
    not wrong,
    "the worker answers through outages of the registry, says so, and follows again"
    if not wrong
    else "; ".join(f"{name}: {what}" for name, what in wrong.items()),
    {"wrong": wrong, "labels": labels(2)},
)
