"""How often the model is told the same sentence in one prompt."""

import re
from collections import Counter

from assay_check import verdict
from prompts import configured, lay, questions, told

# As the workspace that candidates get; a repair that allows itself less tells less.
ROOM, CANDIDATES = 3000, 16
# Shorter ones are headings and sources.
LONG = 60
MOST = 3
FEWEST = 12

asked = questions("copies.jsonl")
lay(asked)
prompts = told(asked, configured(candidates=CANDIDATES, budget_tokens=ROOM))
worst = {}
for ident, prompt in prompts.items():
    sentences = Counter(it for it in re.split(r"(?<=[.;:])\s", prompt) if len(it) >= LONG)
    worst[ident] = max(sentences.values(), default=0)

mean = sum(worst.values()) / len(worst) if worst else 0.0
verdict(
    len(worst) >= FEWEST and mean <= MOST,
    f"the sentence that is told most often stands {mean:.2f} times in a prompt, over {len(worst)} prompts; "
    f"at most {MOST} is expected, over {FEWEST} or more",
    {"worst": worst},
)
