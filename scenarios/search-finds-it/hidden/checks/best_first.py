"""Whether the best hit is in the prompt when there is room for a few blocks only, however many there are.

The questions are held back and about everything but the pages of the complaint.
"""

from assay_check import sandbox, verdict
from prompts import best_hits, configured, lay, told

# Four blocks or so. What gives way depends on whether the number of blocks is odd, so both are tried, and a
# number that is small, so that considering few instead of choosing well does not help.
ROOM = 1000
CANDIDATES = (8, 12, 13)
LEAST = 0.9
FEWEST = 20

asked = [it for it in sandbox.held_back() if it["answerable"] and not it["customer"]][:14]
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
