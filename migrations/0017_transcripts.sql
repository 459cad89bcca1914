-- The lines that a terminal printed, in chunks of the same number of lines. Derived from the trace, like the
-- tables of 0003.

CREATE TABLE replay_transcript (
    session     TEXT NOT NULL REFERENCES session (id),
    terminal    INTEGER NOT NULL,
    -- From 0.
    chunk       INTEGER NOT NULL,
    -- zstd of the lines' texts, with a line feed between two.
    texts       BLOB NOT NULL,
    -- zstd of JSON: the event that completed each line, and how its letters look.
    facts       BLOB NOT NULL,
    PRIMARY KEY (session, terminal, chunk)
) STRICT;
