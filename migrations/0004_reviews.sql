-- What belongs to scoring and is not in a trace: time spent on a review, who gave up being blind,
-- the way from reviews to a final score, and anchor sessions.

CREATE TABLE review_time (
    session     TEXT NOT NULL REFERENCES session (id),
    reviewer    TEXT NOT NULL REFERENCES user (name),
    -- Microseconds.
    total       INTEGER NOT NULL,
    last_beat   INTEGER NOT NULL,
    PRIMARY KEY (session, reviewer)
) STRICT, WITHOUT ROWID;

-- Whoever looked at what a reviewer may not see can no longer review that session.
CREATE TABLE unblinding (
    session     TEXT NOT NULL REFERENCES session (id),
    user        TEXT NOT NULL REFERENCES user (name),
    at          INTEGER NOT NULL,
    PRIMARY KEY (session, user)
) STRICT, WITHOUT ROWID;

-- Append-only: a session's score is what follows from its reviews and from this, in order.
CREATE TABLE adjudication (
    session     TEXT NOT NULL REFERENCES session (id),
    number      INTEGER NOT NULL,
    by          TEXT NOT NULL REFERENCES user (name),
    at          INTEGER NOT NULL,
    step        TEXT NOT NULL,
    PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER adjudication_is_kept BEFORE UPDATE ON adjudication
BEGIN
    SELECT RAISE(ABORT, 'the log of an adjudication is only ever added to');
END;

-- The newest row of a session counts; one without a reference ends its being an anchor.
CREATE TABLE anchor (
    session     TEXT NOT NULL REFERENCES session (id),
    set_at      INTEGER NOT NULL,
    set_by      TEXT NOT NULL REFERENCES user (name),
    reference   TEXT,
    PRIMARY KEY (session, set_at)
) STRICT, WITHOUT ROWID;
