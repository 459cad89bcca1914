"""A customer as a whole is in a rollout or is not, and a larger share keeps those who had it."""

import json

from assay_check import parameters, program, sandbox, verdict

CUSTOMERS = parameters["customers"]
QUESTIONS = parameters["questions"]


def run(*arguments, stdin=""):
    done = sandbox.run([*program, *arguments], stdin=stdin, seconds=90)
    if done.exit != 0:
        raise RuntimeError(f"halden {' '.join(arguments)} ended with {done.exit}: {done.stderr}")
    return done.json()


def versions(percent):
    """The versions that each customer hears at this share."""
    run("prompts", "rollout", "answer", "2", "production", str(percent))
    heard = {customer: set() for customer in CUSTOMERS}
    # A start of the program for each question: nothing that one start remembers helps the next.
    for question in QUESTIONS:
        batch = [{"id": customer, "question": question, "customer": customer} for customer in CUSTOMERS]
        sandbox.put(".batch.jsonl", "".join(json.dumps(line) + "\n" for line in batch))
        for answer in run("ask", "--batch", ".batch.jsonl")["results"]:
            heard[answer["id"]].add(answer["prompt"]["version"])
    return heard


labels = sandbox.read("prompts/labels.toml")
half, most = versions(50), versions(80)
sandbox.put("prompts/labels.toml", labels)
sandbox.remove(".batch.jsonl")
mixed = sorted(customer for customer in CUSTOMERS if len(half[customer]) > 1)
lost = sorted(customer for customer in CUSTOMERS if 2 in half[customer] and 2 not in most[customer])
everybody = set().union(*half.values())
if mixed:
    verdict(False, f"{len(mixed)} of {len(CUSTOMERS)} customers hear two wordings", {"mixed": mixed})
elif lost:
    verdict(False, f"a larger share takes the new wording from {', '.join(lost)}", {"lost": lost})
elif len(everybody) < 2:
    verdict(False, f"a share of half gives everybody version {everybody}", {"heard": str(half)})
else:
    verdict(True, f"each of {len(CUSTOMERS)} customers hears one wording, and both are heard")
