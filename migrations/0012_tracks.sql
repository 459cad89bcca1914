-- The pipeline on which a session runs, as one of its scenario's tracks. NULL: the scenario's first, or
-- not chosen yet if `track_open`.

ALTER TABLE session ADD COLUMN track TEXT;
-- Whether the candidate may choose it until the session starts.
ALTER TABLE session ADD COLUMN track_open INTEGER NOT NULL DEFAULT 0;
