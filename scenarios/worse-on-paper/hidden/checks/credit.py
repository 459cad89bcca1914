"""Whether `halden score` credits each passage once, at the first hit that covers it."""

from assay_rankings import judge_score

judge_score()
