-- Checks run again on the workspace as it was at moments of a session. Derived: it can be removed
-- and run again, and is no part of a trace.

CREATE TABLE check_curve (
    session     TEXT NOT NULL REFERENCES session (id),
    -- The event at which the workspace was as it was checked.
    seq         INTEGER NOT NULL,
    -- The place in the order of the moment's results.
    place       INTEGER NOT NULL,
    -- JSON of the result, as `check.completed` has it.
    result      TEXT NOT NULL,
    PRIMARY KEY (session, seq, place)
) STRICT, WITHOUT ROWID;
