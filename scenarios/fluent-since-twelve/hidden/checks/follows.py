"""Whether a worker follows its label within the time that it is told, busy or idle.

The version is read from what reaches the model: what a reply says of itself answers nobody.
"""

import time

from assay_check import verdict
from registry import SLACK, TTL, Worker, environment, lay, point, sound

lay({1: sound(1), 2: sound(2)}, production=1)
worker = Worker(environment(refresh_seconds=TTL))
seen = {}
if worker.version() != 1:
    raise RuntimeError("the worker does not start with the label's version")

# As the telephone bot: never a second of rest.
for _ in range(3):
    worker.version()
    time.sleep(0.5)
point(2)
seen["busy, promoted"] = worker.until(2, pause=0.5)
point(1)
seen["busy, taken back"] = worker.until(1, pause=0.5)
# A question every other second, answer included, is no rest either.
point(2)
seen["a question every two seconds, promoted"] = worker.until(2, pause=1.5)

# Two questions, six seconds apart, are neither a rest nor many, and at the second the time is up. Three
# times, so that no rule that counts questions can always meet it.
for move, version in enumerate((1, 2, 1), 1):
    point(version)
    moved = time.monotonic()
    time.sleep(6)
    worker.version()
    time.sleep(6)
    followed = worker.version() == version
    seen[f"two questions, six seconds apart, move {move}"] = time.monotonic() - moved if followed else None

# As the desk at night.
wanted = 2 if worker.version() == 1 else 1
point(wanted)
time.sleep(TTL + 1)
seen["idle, moved"] = 0.0 if worker.version() == wanted else None
worker.close()

late = [name for name, seconds in seen.items() if seconds is None]
verdict(
    not late,
    f"told to follow within {TTL} s, the worker needed "
    + ", ".join(f"{seconds:.1f} s ({name})" for name, seconds in seen.items() if seconds is not None)
    if not late
    else f"told to follow within {TTL} s, the worker did not within {TTL + SLACK}: {', '.join(late)}",
    {"seconds": seen},
)
