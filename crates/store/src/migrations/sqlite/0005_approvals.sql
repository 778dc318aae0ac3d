-- What somebody asked for that a supervisor has to approve. `digest` is made of who asks, for what
-- exactly, and why: another question has another one. `object` says in words what is asked and names
-- nobody; `about` is the reference of the record that it is about, which not every supervisor may
-- see. Past `expires_at` it is neither given nor used any more.
CREATE TABLE approval (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    digest      BLOB NOT NULL CHECK (length(digest) = 32),
    actor       TEXT NOT NULL,
    action      TEXT NOT NULL,
    object      TEXT NOT NULL,
    about       TEXT,
    purpose     TEXT,
    legal_basis TEXT,
    reference   TEXT,
    asked_at    INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'given', 'refused', 'used')),
    supervisor  TEXT,
    decided_at  INTEGER,
    reason      TEXT,
    used_at     INTEGER,
    -- Nothing is decided without the name of who did, and nobody decides about their own.
    CHECK ((state = 'waiting') = (supervisor IS NULL)),
    CHECK ((supervisor IS NULL) = (decided_at IS NULL)),
    CHECK (supervisor IS NULL OR supervisor <> actor),
    CHECK ((state = 'used') = (used_at IS NOT NULL)),
    CHECK (state <> 'refused' OR reason IS NOT NULL)
) STRICT;
CREATE INDEX approval_digest ON approval (digest, number);
CREATE INDEX approval_expires ON approval (expires_at);

-- What the owner of a record has to be told: that somebody acted on it, or read all of it. It waits
-- here until it was sent.
CREATE TABLE owed_notice (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    party       TEXT NOT NULL,
    dataset     TEXT NOT NULL,
    record      TEXT NOT NULL,
    action      TEXT NOT NULL,
    measure     TEXT,
    hit_case    INTEGER,
    purpose     TEXT,
    legal_basis TEXT,
    reference   TEXT,
    at          INTEGER NOT NULL,
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent')),
    sent_at     INTEGER,
    CHECK ((state = 'sent') = (sent_at IS NOT NULL))
) STRICT;
CREATE INDEX owed_notice_waiting ON owed_notice (party, number) WHERE state = 'waiting';

-- The policies that were in force, the newest last: that one holds. `bundle` is JSON, the policy's
-- files with their names; none is the policy that ships with the program.
CREATE TABLE policy (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    hash        BLOB NOT NULL CHECK (length(hash) = 32),
    bundle      TEXT,
    adopted_at  INTEGER NOT NULL,
    adopted_by  TEXT NOT NULL,
    approved_by TEXT
) STRICT;
