"""What is logged about a customer's answer names no other customer's papers."""

import json

from assay_check import program, sandbox, verdict

LOG = '"$HALDEN_STATE/answers.jsonl"'


def owners():
    """Whose each document is, by its front matter; None for everybody's."""
    found = sandbox.run(["/usr/bin/grep", "-rm1", "^customer:", "corpus", "--include=*.md"])
    owners = {}
    for line in found.stdout.splitlines():
        path, _, owner = line.rpartition("customer:")
        owner = owner.strip()
        owners[path.split("corpus/", 1)[1].split(".md")[0]] = None if owner == "null" else owner
    if len([doc for doc in owners if owners[doc]]) < 20:
        raise RuntimeError(f"{len(owners)} documents with an owner: {found.stderr[-300:]}")
    return owners


def logged():
    """The lines of the log so far."""
    done = sandbox.run(["/bin/sh", "-c", f"cat {LOG}"])
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


owner = owners()
probes = [json.loads(line) for line in open("asked.jsonl")]
before = len(logged())
sandbox.put("check-questions.jsonl", "".join(json.dumps(probe) + "\n" for probe in probes))
done = sandbox.run([*program, "ask", "--batch", "check-questions.jsonl"], seconds=240)
if done.exit is None:
    raise RuntimeError("halden ask took too long")
lines = logged()[before:]
foreign = [
    f"{line['customer']}: {doc} of {owner[doc]}"
    for line in lines
    for doc in line["cited"]
    if owner.get(doc) not in (None, line["customer"])
]
# An answer that is not logged can hide anything.
verdict(
    not foreign and len(lines) == len(probes),
    f"{len(probes)} questions, {len(lines)} lines in the log, {len(foreign)} foreign documents in them",
    {"foreign": foreign},
)
