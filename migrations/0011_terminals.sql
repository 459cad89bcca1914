-- Terminals of running sessions as they were after an event, so that a service that was killed
-- reads only what came after it. Derived: it can be removed, and is made again from the trace.

CREATE TABLE terminal_checkpoint (
    session     TEXT PRIMARY KEY REFERENCES session (id),
    -- Every terminal is kept as it was after this event, or did not change since it was kept.
    seq         INTEGER NOT NULL,
    -- The start of the sandbox's agent that was known then.
    boot        BLOB
) STRICT;

CREATE TABLE terminal_kept (
    session     TEXT NOT NULL REFERENCES session (id),
    terminal    INTEGER NOT NULL,
    -- zstd of JSON.
    state       BLOB NOT NULL,
    PRIMARY KEY (session, terminal)
) STRICT;
