"""How often the model is told the same sentence in one prompt.

The twelve pages of one wording stand under other names and in other towns meanwhile: whoever knows the pages of
the complaint by name does not know these.
"""

import collections
import re

from assay_check import program, sandbox, verdict
from prompts import configured, lay, questions, told

# As the workspace that candidates get; a repair that allows itself less tells less.
ROOM, CANDIDATES = 3000, 16
# Shorter ones are headings and sources.
LONG = 60
MOST = 3
FEWEST = 12

TOWNS = {
    "Esbjerg": "Ribe",
    "Herning": "Brande",
    "Holstebro": "Lemvig",
    "Horsens": "Odder",
    "Nyborg": "Assens",
    "Randers": "Hobro",
    "Silkeborg": "Grenaa",
    "Skive": "Struer",
    "Svendborg": "Faaborg",
    "Thisted": "Hanstholm",
    "Vejle": "Billund",
    "Viborg": "Bjerringbro",
}


def elsewhere(text):
    """The same words about a counter in another town."""
    for town, other in TOWNS.items():
        text = text.replace(f"collection-point-{town.lower()}", f"counter-{other.lower()}").replace(town, other)
    return text.replace("Collection point", "Counter")


def ingest():
    done = sandbox.run([*program, "ingest"], seconds=90)
    if done.exit != 0:
        raise RuntimeError(f"the ingest ended with status {done.exit}: {done.stderr[-1000:]}")


pages = {f"corpus/procedure/collection-point-{town.lower()}.md": None for town in TOWNS}
for path in pages:
    pages[path] = sandbox.read(path)
    sandbox.remove(path)
    sandbox.put(elsewhere(path), elsewhere(pages[path]))
asked = [it | {"question": elsewhere(it["question"])} for it in questions("copies.jsonl")]
lay(asked)
try:
    ingest()
    prompts = told(asked, configured(candidates=CANDIDATES, budget_tokens=ROOM))
finally:
    # The stores are left as they were found.
    for path, text in pages.items():
        sandbox.remove(elsewhere(path))
        sandbox.put(path, text)
    ingest()
worst = {}
for ident, prompt in prompts.items():
    sentences = collections.Counter(it for it in re.split(r"(?<=[.;:])\s", prompt) if len(it) >= LONG)
    worst[ident] = max(sentences.values(), default=0)

mean = sum(worst.values()) / len(worst) if worst else 0.0
verdict(
    len(worst) >= FEWEST and mean <= MOST,
    f"the sentence that is told most often stands {mean:.2f} times in a prompt, over {len(worst)} prompts; "
    f"at most {MOST} is expected, over {FEWEST} or more",
    {"worst": worst},
)
