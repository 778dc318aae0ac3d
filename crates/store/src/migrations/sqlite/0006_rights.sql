-- Records whose processing is restricted (Directive (EU) 2016/680, article 16(3)). A restriction
-- names a record, not a row: it outlives versions, and holds for whatever is imported under the id.
CREATE TABLE restriction (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset       TEXT NOT NULL,
    record        TEXT NOT NULL,
    reason        TEXT NOT NULL,
    restricted_by TEXT NOT NULL,
    restricted_at INTEGER NOT NULL,
    lifted_by     TEXT,
    lifted_at     INTEGER,
    lifted_why    TEXT,
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)),
    CHECK ((lifted_at IS NULL) = (lifted_why IS NULL))
) STRICT;
CREATE UNIQUE INDEX restriction_open ON restriction (dataset, record) WHERE lifted_at IS NULL;

-- What somebody says is wrong in a record. `content` is a digest of what the record said then:
-- where it is another, the publisher has changed it since.
CREATE TABLE dispute (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset     TEXT NOT NULL,
    record      TEXT NOT NULL,
    wrong       TEXT NOT NULL,
    mended      TEXT NOT NULL,
    evidence    TEXT,
    content     TEXT NOT NULL,
    opened_by   TEXT NOT NULL,
    opened_at   INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    outcome     TEXT CHECK (outcome IN ('upheld', 'corrected', 'rejected')),
    ended_by    TEXT,
    ended_at    INTEGER,
    ended_why   TEXT,
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) STRICT;
CREATE INDEX dispute_record ON dispute (dataset, record) WHERE ended_at IS NULL;

-- Tokens of persons who were cleared: only a hash of what they hold is kept. `documents` are
-- digests of document number and birth date, as JSON: they say nothing without this home's secret.
CREATE TABLE redress (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    hash        BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    documents   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    issued_by   TEXT NOT NULL,
    issued_at   INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    revoked_by  TEXT,
    revoked_at  INTEGER,
    revoked_why TEXT,
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
    CHECK ((revoked_at IS NULL) = (revoked_why IS NULL))
) STRICT;

-- The records that the holder is not. `content` is a digest of what each said then, as far as each
-- traffic light shows it.
CREATE TABLE redress_record (
    redress     INTEGER NOT NULL REFERENCES redress (number) ON DELETE CASCADE,
    dataset     TEXT NOT NULL,
    record      TEXT NOT NULL,
    content     TEXT NOT NULL,
    PRIMARY KEY (redress, dataset, record)
) STRICT, WITHOUT ROWID;
