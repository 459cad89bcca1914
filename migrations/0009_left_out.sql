-- How much of each kind a session's trace leaves out. Written with the events it came with, so
-- that a service that was killed does not forget it.

CREATE TABLE left_out (
    session     TEXT NOT NULL REFERENCES session (id),
    what        TEXT NOT NULL,
    -- In the whole session.
    left_out    INTEGER NOT NULL,
    -- Of them, how many the trace says.
    said        INTEGER NOT NULL,
    -- `at` of the first that is not said yet.
    since       INTEGER,
    PRIMARY KEY (session, what)
) STRICT, WITHOUT ROWID;
