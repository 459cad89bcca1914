-- Heads of traces, signed with the key of the installation that wrote them.
CREATE TABLE signature (
    session     TEXT NOT NULL REFERENCES session (id),
    seq         INTEGER NOT NULL,
    head        BLOB NOT NULL,
    -- Ed25519 public key: an imported trace was signed by another installation.
    key         BLOB NOT NULL,
    signature   BLOB NOT NULL,
    signed_at   INTEGER NOT NULL,
    PRIMARY KEY (session, seq, key)
) STRICT, WITHOUT ROWID;

-- Sessions that happened in another installation.
CREATE TABLE imported (
    session     TEXT PRIMARY KEY REFERENCES session (id),
    imported_at INTEGER NOT NULL,
    -- The public key that the signature was checked against; null if only the chain was verified.
    key         BLOB
) STRICT, WITHOUT ROWID;

CREATE TRIGGER imported_is_read_only BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM imported WHERE session = NEW.session)
BEGIN
    SELECT RAISE(ABORT, 'an imported trace is read-only');
END;
