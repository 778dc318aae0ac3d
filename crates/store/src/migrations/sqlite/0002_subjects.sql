-- The difference between two versions is found by where states begin and end.
CREATE INDEX record_from ON record (dataset_id, from_seq);
CREATE INDEX record_to ON record (dataset_id, to_seq) WHERE to_seq IS NOT NULL;

-- Whom a party wants to be told about. `body` is JSON that an operator can read. `revision` changes
-- with every change of the subject, so that a screening of what it was before is not kept.
-- `pending` is 1 while it was not screened since.
CREATE TABLE subject (
    key         INTEGER PRIMARY KEY AUTOINCREMENT,
    register    TEXT NOT NULL,
    id          TEXT NOT NULL,
    body        TEXT NOT NULL,
    clearance   TEXT NOT NULL,
    expires_at  INTEGER,
    changed_at  INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    pending     INTEGER NOT NULL CHECK (pending IN (0, 1)),
    UNIQUE (register, id)
) STRICT;
CREATE INDEX subject_expiry ON subject (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX subject_pending ON subject (key) WHERE pending = 1;

-- Which records subjects hit now, one row a dataset. `state` names the states of the records that
-- were compared: another one is another content.
CREATE TABLE hit (
    subject     INTEGER NOT NULL REFERENCES subject (key) ON DELETE CASCADE,
    candidate   TEXT NOT NULL,
    dataset     TEXT NOT NULL,
    record      TEXT NOT NULL,
    score       REAL NOT NULL,
    state       TEXT NOT NULL,
    PRIMARY KEY (subject, candidate, dataset)
) STRICT, WITHOUT ROWID;

-- What happened, in the order in which it did: hits that are new, changed or withdrawn, and
-- datasets that changed. A subject that is removed takes what was found about it along. Numbers are
-- never used again.
CREATE TABLE event (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'withdrawn', 'dataset')),
    dataset     TEXT NOT NULL,
    subject     INTEGER REFERENCES subject (key) ON DELETE CASCADE,
    candidate   TEXT,
    record      TEXT,
    score       REAL,
    version     TEXT,
    records     INTEGER,
    related     INTEGER,
    CHECK ((kind = 'dataset') = (subject IS NULL))
) STRICT;
CREATE INDEX event_subject ON event (subject) WHERE subject IS NOT NULL;

-- Whom to tell. `done_seq` is the last event that the target took; `sent_seq` is where the message
-- ends that is under way, so that a message that is sent again is the same one.
CREATE TABLE webhook (
    name        TEXT PRIMARY KEY,
    url         TEXT NOT NULL,
    secret      BLOB NOT NULL,
    mark        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    done_seq    INTEGER NOT NULL,
    sent_seq    INTEGER,
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_at     INTEGER NOT NULL DEFAULT 0,
    last_error  TEXT,
    taken_at    INTEGER,
    stopped     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Up to which number events were given up for want of room.
INSERT INTO counter (name, value) VALUES ('events_pruned', 0);
