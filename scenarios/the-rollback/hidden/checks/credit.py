"""Whether `halden score` credits each passage once, however often the roll-back's overlapping hits repeat it."""

from assay_rankings import judge_score

judge_score()
