-- Alerts that were issued here. `about` is JSON that an operator can read: what the alert is about.
-- `review`, `warns_at` and `expires_at` are those of the last extension; past `expires_at` an alert
-- is over whether or not anybody looked. What is searched of alerts is a dataset that follows from
-- this table: `shown` is 1 while it holds this alert, `pending` 1 while it has to be brought up to
-- what stands here; `hidden_at` is when it was last brought up without this alert.
CREATE TABLE alert (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    category    TEXT NOT NULL,
    measure     TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    issuer      TEXT NOT NULL,
    reason      TEXT NOT NULL,
    reference   TEXT,
    consent     TEXT,
    marking     TEXT NOT NULL,
    about       TEXT NOT NULL,
    issued_by   TEXT NOT NULL,
    issued_at   INTEGER NOT NULL,
    review      TEXT NOT NULL,
    warns_at    INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    warned_at   INTEGER,
    closed_at   INTEGER,
    closed_by   TEXT,
    outcome     TEXT,
    closed_why  TEXT,
    shown       INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1)),
    pending     INTEGER NOT NULL DEFAULT 1 CHECK (pending IN (0, 1)),
    hidden_at   INTEGER,
    CHECK ((closed_at IS NULL) = (outcome IS NULL)),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL))
) STRICT;
CREATE INDEX alert_open ON alert (expires_at) WHERE closed_at IS NULL;
CREATE INDEX alert_shown ON alert (expires_at) WHERE shown = 1;
CREATE INDEX alert_hidden ON alert (hidden_at) WHERE hidden_at IS NOT NULL;
CREATE INDEX alert_pending ON alert (number) WHERE pending = 1;

-- Each time that an alert was kept longer, with the assessment that it rests on.
CREATE TABLE alert_extension (
    alert       INTEGER NOT NULL REFERENCES alert (number) ON DELETE CASCADE,
    seq         INTEGER NOT NULL,
    review_was  TEXT NOT NULL,
    review      TEXT NOT NULL,
    assessment  TEXT NOT NULL,
    assessed_by TEXT NOT NULL,
    assessed_at INTEGER NOT NULL,
    PRIMARY KEY (alert, seq)
) STRICT, WITHOUT ROWID;

-- Possible matches and what persons made of them. `query` and `basis` are JSON: whom was asked
-- about, and with which versions. `asked` and `content` are digests of what was asked and of what
-- the records say: where one is another, it is another question.
CREATE TABLE hit_case (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    subject     INTEGER REFERENCES subject (key) ON DELETE SET NULL,
    register    TEXT,
    subject_id  TEXT,
    query       TEXT NOT NULL,
    asked       TEXT NOT NULL,
    clearance   TEXT NOT NULL,
    candidate   TEXT NOT NULL,
    dataset     TEXT NOT NULL,
    record      TEXT NOT NULL,
    caption     TEXT NOT NULL,
    content     TEXT NOT NULL,
    score       REAL NOT NULL,
    basis       TEXT NOT NULL,
    purpose     TEXT,
    legal_basis TEXT,
    reference   TEXT,
    opened_by   TEXT,
    opened_at   INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (
        state IN ('candidate', 'under-review', 'confirmed', 'rejected', 'withdrawn')
    ),
    reviewer    TEXT,
    review_at   INTEGER,
    reason      TEXT,
    decided_at  INTEGER,
    -- Nothing is decided without the name of who did.
    CHECK (state IN ('candidate', 'withdrawn') OR reviewer IS NOT NULL),
    CHECK (state NOT IN ('confirmed', 'rejected') OR (decided_at IS NOT NULL AND reason IS NOT NULL))
) STRICT;
CREATE INDEX hit_case_subject ON hit_case (subject, candidate, dataset) WHERE subject IS NOT NULL;
CREATE INDEX hit_case_asked ON hit_case (asked, dataset, record);
CREATE INDEX hit_case_due ON hit_case (due_at) WHERE state IN ('candidate', 'under-review');

-- What became of a case, in its order. A measure stands only here, and only after a confirmation.
CREATE TABLE hit_case_event (
    hit_case    INTEGER NOT NULL REFERENCES hit_case (number) ON DELETE CASCADE,
    seq         INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (
        kind IN ('opened', 'changed', 'review', 'confirmed', 'rejected', 'withdrawn', 'measure')
    ),
    by_whom     TEXT,
    measure     TEXT,
    words       TEXT,
    CHECK ((kind = 'measure') = (measure IS NOT NULL)),
    CHECK (by_whom IS NOT NULL OR kind IN ('opened', 'changed', 'withdrawn')),
    PRIMARY KEY (hit_case, seq)
) STRICT, WITHOUT ROWID;

-- What was rejected: the same question does not bring the same record again while both say what
-- they said then.
CREATE TABLE rejection (
    asked       TEXT NOT NULL,
    dataset     TEXT NOT NULL,
    record      TEXT NOT NULL,
    content     TEXT NOT NULL,
    clearance   TEXT NOT NULL,
    hit_case    INTEGER NOT NULL REFERENCES hit_case (number) ON DELETE CASCADE,
    rejected_by TEXT NOT NULL,
    rejected_at INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (asked, dataset, record, clearance)
) STRICT, WITHOUT ROWID;
CREATE INDEX rejection_case ON rejection (hit_case);

-- What subjects hit already is opened as cases when they are screened next.
UPDATE subject SET pending = 1 WHERE key IN (SELECT subject FROM hit);
