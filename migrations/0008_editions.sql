-- What a session was invited with. An edition is named by the digest of its list of files, which is
-- a content like the files themselves.

CREATE TABLE edition_blob (
    edition     BLOB NOT NULL REFERENCES blob (digest),
    digest      BLOB NOT NULL REFERENCES blob (digest),
    PRIMARY KEY (edition, digest)
) STRICT, WITHOUT ROWID;

-- A session without a row was invited before there were editions, or comes from elsewhere.
CREATE TABLE session_pin (
    session     TEXT PRIMARY KEY REFERENCES session (id),
    edition     BLOB NOT NULL,
    -- The engine's id of the sandbox image; absent until an engine has answered.
    image       TEXT
) STRICT, WITHOUT ROWID;
