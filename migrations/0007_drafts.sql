-- What a candidate has typed and not handed in. What is handed in, or what there is when time runs
-- out, becomes an event; these rows go then.

CREATE TABLE draft (
    session     TEXT NOT NULL REFERENCES session (id),
    -- `final-note`, or `answer:` and the question's id.
    name        TEXT NOT NULL,
    -- How often it was saved. Whoever saves says which one they know.
    revision    INTEGER NOT NULL,
    saved_at    INTEGER NOT NULL,
    text        TEXT NOT NULL,
    PRIMARY KEY (session, name)
) STRICT, WITHOUT ROWID;

-- How often a review was saved: the last write of two pages must not win silently.
ALTER TABLE review ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
