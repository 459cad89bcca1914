"""A judge that fails must not make the headline rise in silence, whoever it fails for."""

from assay_check import program, sandbox, verdict
from cases import CASES
from soundness import lowest, unsound
from stand_in import broken, config, failing, lines, passing, read, summary

passes = [passing(n) for n in range(1, 7)]
fails = [failing(n) for n in range(1, 4)]
errors = [
    broken(1),
    broken(2, "429 Too Many Requests: insufficient_quota"),
    broken(3, "error sending request: operation timed out"),
    broken(4, "the provider's answer cannot be read: no completion"),
    broken(5, "502 Bad Gateway"),
]

# Each mix: those that pass, that fail, and that have no verdict.
MIXES = {
    "nothing fails": (passes, fails, []),
    "nothing fails either": (passes[:4], fails[:1], []),
    "five failures more": (passes, fails, errors),
    "a failure in the place of each bad answer": (passes, [], errors[:3]),
    "failures in the place of good answers": (passes[3:], fails, errors[:3]),
    "more failures than verdicts": (passes[:1], fails[:1], errors),
    "failures only": ([], [], errors),
    "one failure among forty": ([passing(n) for n in range(30)], [failing(n) for n in range(9)], errors[:1]),
}

runs = {}
for name, mix in MIXES.items():
    report = summary(*(entry for part in mix for entry in part))
    if name.startswith("nothing fails") and "refused" in report:
        raise RuntimeError(f"sound verdicts were refused: {report}")
    runs[name] = (report, *map(len, mix))

sandbox.put("failures-cases.jsonl", lines(*CASES))
batch = [*program, "judge", "--batch", "failures-cases.jsonl"]
roomy = config(judge_tokens=200)
runs["asked for real"] = (read(sandbox.run(batch, seconds=120, env=roomy)), 3, 1, 0)
sandbox.stub(target="chat", mode="fail", every=1)
runs["the provider is down"] = (read(sandbox.run(batch, seconds=180, env=roomy)), 0, 0, 4)
sandbox.unstub()

wrong = unsound(runs, whole=[runs["nothing fails"], runs["nothing fails either"]])
seen = {
    name: {
        "earned": lowest(*counts),
        "headline": report.get("faithfulness"),
        "wrong": wrong.get(name),
        "report": report,
    }
    for name, (report, *counts) in runs.items()
}
if wrong:
    worst = max((seen[name] for name in wrong), key=lambda one: one["headline"] - one["earned"])
    said = f"the headline is {worst['headline']:.3f} where {worst['earned']:.3f} is earned: {worst['wrong']}; in: "
    verdict(False, said + "; ".join(wrong), seen)
else:
    verdict(True, "no failure raises the headline in silence", seen)
