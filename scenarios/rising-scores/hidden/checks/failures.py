"""A judge that fails must not make the headline rise, whoever it fails for."""

from assay_check import sandbox, verdict
from cases import CASES
from stand_in import PROGRAM, broken, config, failing, headline, lines, passing, read, summary

TOLERANCE = 1e-9
passes = [passing(n) for n in range(1, 7)]
fails = [failing(n) for n in range(1, 3)]
errors = [
    broken(1),
    broken(2, "429 Too Many Requests: insufficient_quota"),
    broken(3, "error sending request: operation timed out"),
    broken(4, "the provider's answer cannot be read: no completion"),
]

# Each mix, and the most that its headline may be: passes among everything that was judged.
MIXES = {
    "nothing fails": (passes + fails, 6 / 8),
    "four failures more": (passes + fails + errors, 6 / 12),
    "a failure in the place of each bad answer": (passes + errors[:2], 6 / 8),
    "a failure in the place of a good answer": (passes[1:] + fails + errors[:1], 5 / 8),
    "more failures than verdicts": (passes[:1] + fails[:1] + errors, 1 / 6),
    "failures only": (errors, 0.0),
}

seen = {}
for name, (entries, most) in MIXES.items():
    report = summary(*entries)
    seen[name] = {"most": most, "headline": headline(report), "report": report}
refused = [name for name in ("nothing fails",) if "refused" in seen[name]["report"]]
if refused:
    raise RuntimeError(f"sound verdicts were refused: {seen['nothing fails']['report']}")

sandbox.put("failures-cases.jsonl", lines(*CASES))
batch = [PROGRAM, "judge", "--batch", "failures-cases.jsonl"]
roomy = config(judge_tokens=200)
sound = read(sandbox.run(batch, seconds=120, env=roomy))
seen["asked for real"] = {"most": 3 / 4, "headline": headline(sound), "report": sound}
sandbox.stub(target="chat", mode="fail", every=1)
down = read(sandbox.run(batch, seconds=180, env=roomy))
sandbox.unstub()
seen["the provider is down"] = {"most": 0.0, "headline": headline(down), "report": down}

risen = [name for name, one in seen.items() if one["headline"] > one["most"] + TOLERANCE]
example = max(seen.values(), key=lambda one: one["headline"] - one["most"])
verdict(
    not risen,
    "no failure raises the headline"
    if not risen
    else f"the headline rises to {example['headline']:.3f} where at most {example['most']:.3f} is earned; "
    f"in: {'; '.join(risen)}",
    seen,
)
