-- Events are stored as the exact bytes that are hashed; everything else about a session can be
-- rebuilt from them, but for what belongs to the installation (users, tokens, reviews).

CREATE TABLE installation (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    -- Labels the containers of this installation, so that two on one machine never touch each
    -- other's.
    id          TEXT NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    id              TEXT PRIMARY KEY,
    scenario        TEXT NOT NULL,
    label           TEXT NOT NULL,
    -- SHA-256 would do; BLAKE3 of a token with 256 random bits cannot be guessed either.
    token_hash      BLOB NOT NULL UNIQUE,
    state           TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    started_at      INTEGER,
    deadline        INTEGER,
    submitted_at    INTEGER,
    -- Microseconds during which the clock stood still.
    paused          INTEGER NOT NULL DEFAULT 0,
    -- Last sign of life of the service while the session ran.
    last_seen       INTEGER,
    final_note      TEXT
) STRICT;

CREATE TABLE event (
    session     TEXT NOT NULL REFERENCES session (id),
    seq         INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    at          INTEGER NOT NULL,
    body        BLOB NOT NULL,
    prev        BLOB NOT NULL,
    hash        BLOB NOT NULL,
    PRIMARY KEY (session, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_kind ON event (session, kind, seq);

-- Content-addressed, zstd-compressed, shared between sessions.
CREATE TABLE blob (
    digest      BLOB PRIMARY KEY,
    length      INTEGER NOT NULL,
    content     BLOB NOT NULL
) STRICT;

-- Which session may show which blob: a digest alone opens nothing.
CREATE TABLE session_blob (
    session     TEXT NOT NULL REFERENCES session (id),
    digest      BLOB NOT NULL REFERENCES blob (digest),
    PRIMARY KEY (session, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE embedding (
    key         BLOB PRIMARY KEY,
    vector      BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
    name            TEXT PRIMARY KEY,
    password_hash   TEXT NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE sign_in (
    token_hash  BLOB PRIMARY KEY,
    user        TEXT NOT NULL REFERENCES user (name),
    expires_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE review (
    session         TEXT NOT NULL REFERENCES session (id),
    reviewer        TEXT NOT NULL REFERENCES user (name),
    body            TEXT NOT NULL,
    saved_at        INTEGER NOT NULL,
    submitted_at    INTEGER,
    PRIMARY KEY (session, reviewer)
) STRICT;
