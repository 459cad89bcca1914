-- The candidate's own pauses. `session.paused` has all time that stood still, theirs included.

ALTER TABLE session ADD COLUMN pause_since INTEGER;
-- Microseconds of the pauses that have ended.
ALTER TABLE session ADD COLUMN pause_taken INTEGER NOT NULL DEFAULT 0;
-- The last event that the session's clock has in it.
ALTER TABLE session ADD COLUMN clock_seq   INTEGER NOT NULL DEFAULT 0;
