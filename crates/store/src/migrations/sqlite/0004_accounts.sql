-- A token says why its holder asks where requests cannot, what it may be used for, and until when.
-- One without scopes may be used for what its roles allow.
ALTER TABLE token ADD COLUMN purpose TEXT;
ALTER TABLE token ADD COLUMN legal_basis TEXT;
ALTER TABLE token ADD COLUMN roles TEXT NOT NULL DEFAULT 'officer,analyst';
ALTER TABLE token ADD COLUMN expires_at INTEGER;

-- The people who use this node. `roles` are names, separated by commas; `os_uid` is the user of the
-- machine who acts as this one on the command line; `password` is an Argon2id hash (PHC string);
-- `subject` is who the national identity provider says it is: the issuer, a space, its own id.
CREATE TABLE account (
    name         TEXT PRIMARY KEY,
    roles        TEXT NOT NULL,
    clearance    TEXT NOT NULL,
    os_uid       INTEGER UNIQUE,
    password     TEXT,
    subject      TEXT UNIQUE,
    created_at   INTEGER NOT NULL,
    disabled     INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    failures     INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER
) STRICT, WITHOUT ROWID;

-- Who is signed in. Only the hash of what the browser holds is kept.
CREATE TABLE session (
    hash         BLOB PRIMARY KEY CHECK (length(hash) = 32),
    account      TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    assurance    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account);
