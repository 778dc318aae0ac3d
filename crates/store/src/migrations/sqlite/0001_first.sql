-- Times are seconds since 1970-01-01 UTC. Bodies and reports are JSON that an operator can read.

CREATE TABLE dataset (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL UNIQUE,
    title       TEXT NOT NULL,
    publisher   TEXT NOT NULL,
    current_seq INTEGER NOT NULL
) STRICT;

-- One import each. An erased version keeps only its number and time: statements that live on in
-- later versions were first seen then.
CREATE TABLE version (
    dataset_id  INTEGER NOT NULL REFERENCES dataset (id),
    seq         INTEGER NOT NULL,
    name        TEXT NOT NULL,
    imported_at INTEGER NOT NULL,
    format      TEXT NOT NULL,
    records     INTEGER NOT NULL,
    related     INTEGER NOT NULL,
    skipped     INTEGER NOT NULL,
    erased      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (dataset_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE report (
    dataset_id  INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (dataset_id, seq),
    FOREIGN KEY (dataset_id, seq) REFERENCES version (dataset_id, seq)
) STRICT;

-- One state of one record, valid in the versions from_seq to to_seq; NULL means: and on.
-- Keys are never used again: whoever holds one must not come to another record.
CREATE TABLE record (
    key         INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset_id  INTEGER NOT NULL,
    record_id   TEXT NOT NULL,
    schema      TEXT NOT NULL,
    from_seq    INTEGER NOT NULL,
    to_seq      INTEGER,
    digest      BLOB NOT NULL,
    body        TEXT NOT NULL,
    FOREIGN KEY (dataset_id, from_seq) REFERENCES version (dataset_id, seq),
    FOREIGN KEY (dataset_id, to_seq) REFERENCES version (dataset_id, seq),
    CHECK (to_seq IS NULL OR to_seq >= from_seq)
) STRICT;
CREATE UNIQUE INDEX record_state ON record (dataset_id, record_id, from_seq);
CREATE UNIQUE INDEX record_open ON record (dataset_id, record_id) WHERE to_seq IS NULL;

-- Which states point to which record of their dataset.
CREATE TABLE reference (
    key         INTEGER NOT NULL REFERENCES record (key) ON DELETE CASCADE,
    property    TEXT NOT NULL,
    target      TEXT NOT NULL,
    PRIMARY KEY (key, property, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_target ON reference (target, key);

-- Decisions name records, not rows: they outlive versions and datasets.
CREATE TABLE same_as (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    left_dataset  TEXT NOT NULL,
    left_id       TEXT NOT NULL,
    right_dataset TEXT NOT NULL,
    right_id      TEXT NOT NULL,
    judgement     TEXT NOT NULL CHECK (judgement IN ('same', 'different')),
    decided_by    TEXT NOT NULL,
    decided_at    INTEGER NOT NULL,
    reason        TEXT NOT NULL
) STRICT;

CREATE TABLE token (
    name        TEXT PRIMARY KEY,
    hash        BLOB NOT NULL CHECK (length(hash) = 32),
    created_at  INTEGER NOT NULL,
    clearance   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    key         TEXT PRIMARY KEY,
    value       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The store's own numbers. `unscrubbed` is 1 while erased content may still be on disk.
CREATE TABLE counter (
    name        TEXT PRIMARY KEY,
    value       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('generation', 0), ('unscrubbed', 0);
