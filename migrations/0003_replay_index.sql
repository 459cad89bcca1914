-- What is derived from a trace so that it can be opened and sought in at once. All of it can be
-- made again from the events, so losing it costs time alone.

CREATE TABLE replay_index (
    session     TEXT PRIMARY KEY REFERENCES session (id),
    -- Of the program that made it: another one makes it anew.
    version     INTEGER NOT NULL,
    -- Events are in it up to this one.
    seq         INTEGER NOT NULL,
    -- zstd of JSON.
    state       BLOB NOT NULL
) STRICT;

-- A terminal after an event. A terminal that has not changed since its last one has no new one.
CREATE TABLE replay_keyframe (
    session     TEXT NOT NULL REFERENCES session (id),
    terminal    INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    open        INTEGER NOT NULL,
    cols        INTEGER NOT NULL,
    rows        INTEGER NOT NULL,
    -- Bytes that it had printed.
    printed     INTEGER NOT NULL,
    -- zstd of the escape sequences that paint it.
    screen      BLOB NOT NULL,
    -- The beginning of a character whose end had not come.
    partial     BLOB NOT NULL,
    PRIMARY KEY (session, terminal, seq)
) STRICT, WITHOUT ROWID;
