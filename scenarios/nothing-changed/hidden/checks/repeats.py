"""What is asked again while nothing has changed costs nothing, also after an ingest that found nothing to do."""

from assay_check import parameters, sandbox, verdict

import desk

desk.as_in_production()
questions = [(q["question"], q["customer"]) for q in sandbox.held_back()]
first, _ = desk.asked(questions)
# An answer that the pipeline itself doubts is not remembered: it has to be made again.
sound = [pair for pair, answer in zip(questions, first) if not answer["validation"]["problems"]]
if len(sound) < parameters["at_least_sound"]:
    raise RuntimeError(f"only {len(sound)} of {len(questions)} answers are without a problem")
_, paid = desk.asked(sound)
# Every night there is an ingest, and on most nights no document has changed.
desk.run("ingest")
_, paid_again = desk.asked(list(reversed(sound)))

ratio = 1 - (len(paid) + len(paid_again)) / (2 * len(sound))
verdict(
    ratio >= parameters["hit_ratio"],
    f"{ratio:.3f} of {2 * len(sound)} repeated questions cost nothing",
    {"sound": len(sound), "paid": len(paid), "paid again, after an ingest": len(paid_again)},
)
