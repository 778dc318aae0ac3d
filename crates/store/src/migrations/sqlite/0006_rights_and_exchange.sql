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

-- Links with partners. A sequence number of 0 and a hash of zeros stand before the first envelope.

CREATE TABLE partner (
    party           TEXT PRIMARY KEY,
    stage           TEXT NOT NULL CHECK (stage IN ('invited', 'linked', 'ended')),
    suspended_here  INTEGER NOT NULL,
    suspended_there INTEGER NOT NULL,
    frozen          INTEGER NOT NULL,
    reason          TEXT NOT NULL,
    changed_at      INTEGER NOT NULL,
    card            TEXT,
    agreement       TEXT,
    invitation      TEXT,
    sent_seq        INTEGER NOT NULL DEFAULT 0,
    sent_last       BLOB NOT NULL DEFAULT (zeroblob(32)),
    taken_seq       INTEGER NOT NULL DEFAULT 0,
    taken_last      BLOB NOT NULL DEFAULT (zeroblob(32)),
    acked_seq       INTEGER NOT NULL DEFAULT 0,
    told_at         INTEGER,
    heard_at        INTEGER,
    failed          TEXT,
    ask_day         INTEGER NOT NULL DEFAULT 0,
    ask_used        INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What was sealed for a partner. `leaf` is the place in the log of what accounts for it, and what
-- has none yet is not sent. The body is gone once the partner has it, or once what is in it was
-- taken back; the head goes on proving the sequence.
CREATE TABLE sent (
    party           TEXT NOT NULL REFERENCES partner (party),
    seq             INTEGER NOT NULL,
    hash            BLOB NOT NULL,
    kind            TEXT NOT NULL,
    made_at         INTEGER NOT NULL,
    head            TEXT NOT NULL,
    body            TEXT,
    leaf            INTEGER,
    PRIMARY KEY (party, seq)
) STRICT, WITHOUT ROWID;

-- What was taken from a partner: heads alone, as proof.
CREATE TABLE taken (
    party           TEXT NOT NULL REFERENCES partner (party),
    seq             INTEGER NOT NULL,
    hash            BLOB NOT NULL,
    head            TEXT NOT NULL,
    PRIMARY KEY (party, seq)
) STRICT, WITHOUT ROWID;

-- A person's order to share a dataset with a partner. `done_version` is the version up to which
-- all of it was looked at under `basis` (policy, agreement, day); a pass that is under way has come to `pass_after` of `pass_version`.
CREATE TABLE share (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    party           TEXT NOT NULL REFERENCES partner (party),
    dataset         TEXT NOT NULL,
    purpose         TEXT NOT NULL,
    legal_basis     TEXT NOT NULL,
    case_reference  TEXT,
    standing        TEXT NOT NULL,
    grounds         TEXT NOT NULL,
    ordered_by      TEXT NOT NULL,
    ordered_at      INTEGER NOT NULL,
    ended_at        INTEGER,
    end_reason      TEXT,
    basis           TEXT,
    done_version    TEXT,
    pass_version    TEXT,
    pass_after      TEXT
) STRICT;
CREATE UNIQUE INDEX share_open ON share (party, dataset) WHERE ended_at IS NULL;

-- What each partner holds of ours: by record, the hash of what it was given last.
CREATE TABLE held_by (
    party           TEXT NOT NULL REFERENCES partner (party),
    dataset         TEXT NOT NULL,
    record_id       TEXT NOT NULL,
    hash            BLOB NOT NULL,
    since           INTEGER NOT NULL,
    PRIMARY KEY (party, dataset, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_by_record ON held_by (dataset, record_id);

-- Records that were taken back, until the holder's receipt is there.
CREATE TABLE taken_back (
    party           TEXT NOT NULL REFERENCES partner (party),
    seq             INTEGER NOT NULL,
    dataset         TEXT NOT NULL,
    record_id       TEXT NOT NULL,
    reason          TEXT NOT NULL,
    ordered_at      INTEGER NOT NULL,
    answer_by       INTEGER NOT NULL,
    answered_at     INTEGER,
    outcome         TEXT,
    why             TEXT,
    PRIMARY KEY (party, seq, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX taken_back_owed ON taken_back (answer_by) WHERE answered_at IS NULL;

-- Questions that were here, so that none is taken up twice.
CREATE TABLE alone (
    hash            BLOB PRIMARY KEY,
    until           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alone_until ON alone (until);

-- Records that a person recalled: they are shared with nobody any more.
CREATE TABLE recalled (
    dataset         TEXT NOT NULL,
    record_id       TEXT NOT NULL,
    reason          TEXT NOT NULL,
    recalled_by     TEXT NOT NULL,
    recalled_at     INTEGER NOT NULL,
    PRIMARY KEY (dataset, record_id)
) STRICT, WITHOUT ROWID;
