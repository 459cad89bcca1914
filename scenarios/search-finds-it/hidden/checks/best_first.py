"""Whether the best hit is in the prompt when there is room for a few blocks only, however many there are."""

from assay_check import verdict
from prompts import best_hits, configured, lay, questions, told

# Four blocks or so. What gives way depends on whether the number of blocks is odd, so both are tried.
ROOM = 1000
CANDIDATES = (12, 13)
LEAST = 0.9
FEWEST = 20

asked = questions("siblings.jsonl")[:12] + questions("copies.jsonl")[:6]
lay(asked)
best = best_hits()
missing, tried = [], 0
for candidates in CANDIDATES:
    prompts = told(asked, configured(candidates=candidates, budget_tokens=ROOM))
    for ident, prompt in prompts.items():
        if ident in best:
            tried += 1
            if best[ident] not in prompt:
                missing.append(f"{ident} of {candidates}")

share = 1 - len(missing) / tried if tried else 0.0
verdict(
    tried >= FEWEST and share >= LEAST,
    f"the best hit is in {share:.3f} of {tried} prompts of at most {ROOM} tokens; at least {LEAST} is expected, "
    f"of {FEWEST} or more",
    {"missing": missing},
)
