-- The ledger and the log: rows are added, never changed. What could be derived is not stored.

-- Tenants and what was said of them -------------------------------------------------------------
CREATE TABLE tenant (
  name TEXT PRIMARY KEY,
  principal TEXT NOT NULL,             -- the legal entity behind the name
  since_us INTEGER NOT NULL            -- microseconds since 1970, UTC, as every *_us here
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_number (
  tenant TEXT NOT NULL,
  number TEXT NOT NULL,                -- caller number in E.164, or a service code as given
  PRIMARY KEY (tenant, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE standing (
  leaf INTEGER PRIMARY KEY,            -- its entry in the log; the latest one holds
  tenant TEXT NOT NULL,
  standing TEXT NOT NULL,
  reason TEXT NOT NULL,
  set_by TEXT NOT NULL,
  at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX standing_tenant ON standing (tenant, leaf);

CREATE TABLE api_key (
  prefix TEXT PRIMARY KEY,             -- the visible part
  hash BLOB NOT NULL,                  -- SHA-256 of the whole secret
  tenant TEXT,                         -- NULL: the operator's
  label TEXT NOT NULL,
  created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key_end (
  prefix TEXT PRIMARY KEY,
  at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Decisions, holds and outcomes -----------------------------------------------------------------
CREATE TABLE basis (                   -- what many decisions rest on alike
  name TEXT PRIMARY KEY,               -- SHA-256 of the body, in hexadecimal
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
  leaf INTEGER PRIMARY KEY,            -- its entry in the log
  id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  key TEXT,                            -- idempotency key, if one was given
  request BLOB NOT NULL,               -- keyed hash of the request it answered
  body BLOB NOT NULL,                  -- what is the decision's own, as the log commits to it
  input BLOB NOT NULL,                 -- contact (numbers and words left out) and facts: recomputes it
  basis TEXT NOT NULL                  -- the name of what it rests on
) STRICT;
CREATE UNIQUE INDEX decision_key ON decision (tenant, key) WHERE key IS NOT NULL;
CREATE INDEX decision_tenant ON decision (tenant, leaf);

-- A hold is a contact that was let through. Keys are keyed hashes; no number stands here.
CREATE TABLE hold (
  leaf INTEGER PRIMARY KEY,            -- the decision
  tenant TEXT NOT NULL,
  principal TEXT NOT NULL,
  debtor BLOB NOT NULL,
  person BLOB NOT NULL,
  debt BLOB NOT NULL,
  channel TEXT NOT NULL,
  role TEXT NOT NULL,
  purpose TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  day_first INTEGER NOT NULL,          -- local dates it fell on, as ordinals, fixed when recorded
  day_last INTEGER NOT NULL,
  held_us INTEGER NOT NULL             -- when the hold began on the gate's clock
) STRICT;
CREATE INDEX hold_debtor ON hold (debtor, day_last);
CREATE INDEX hold_person ON hold (person, day_last);

CREATE TABLE redemption (
  decision INTEGER PRIMARY KEY,        -- leaf of the decision; a permit leaves once
  at_us INTEGER NOT NULL
) STRICT;

CREATE TABLE outcome (
  leaf INTEGER PRIMARY KEY,            -- its entry in the log
  decision INTEGER NOT NULL,
  state TEXT NOT NULL,
  rank INTEGER NOT NULL,               -- the furthest state reported is the one that holds
  at_us INTEGER NOT NULL,
  recorded_us INTEGER NOT NULL,
  UNIQUE (decision, rank)
) STRICT;

-- What was told about persons and debts ----------------------------------------------------------
CREATE TABLE note (
  leaf INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  tenant TEXT,                         -- NULL: told by the operator, holds for every tenant
  debtor BLOB,
  person BLOB,
  debt BLOB,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  since_us INTEGER NOT NULL,
  until_us INTEGER
) STRICT;
CREATE INDEX note_debtor ON note (debtor) WHERE debtor IS NOT NULL;
CREATE INDEX note_person ON note (person) WHERE person IS NOT NULL;
CREATE INDEX note_debt ON note (debt) WHERE debt IS NOT NULL;

CREATE TABLE note_end (
  note INTEGER PRIMARY KEY,            -- leaf of the note that was lifted
  at_us INTEGER NOT NULL
) STRICT;

-- The log ----------------------------------------------------------------------------------------
CREATE TABLE leaf (
  idx INTEGER PRIMARY KEY,             -- place in the log, from 0, without gaps
  prev INTEGER,                        -- the entry before it about the same subject
  bytes BLOB NOT NULL,
  receipt TEXT NOT NULL
) STRICT;

-- Delete a row and its commitments can be opened no more, nor the chain be found.
CREATE TABLE subject (
  key BLOB PRIMARY KEY,
  salt BLOB NOT NULL,
  nth INTEGER NOT NULL,                -- how many entries its chain has
  head INTEGER NOT NULL,               -- the latest of them
  hash BLOB NOT NULL                   -- and what the next one follows
) STRICT, WITHOUT ROWID;

CREATE TABLE tile (
  idx INTEGER PRIMARY KEY,             -- roots of full runs of 256 leaves; rebuilt from leaf if lost
  root BLOB NOT NULL
) STRICT;

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('high_water_us', 0);

-- What is recorded stays: these stop slips, the log's proofs show the rest.
CREATE TRIGGER leaf_kept BEFORE UPDATE ON leaf
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER leaf_stays BEFORE DELETE ON leaf
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER decision_kept BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions stay as they are'); END;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions stay as they are'); END;
CREATE TRIGGER basis_kept BEFORE UPDATE ON basis
BEGIN SELECT RAISE(ABORT, 'decisions stay as they are'); END;
CREATE TRIGGER basis_stays BEFORE DELETE ON basis
BEGIN SELECT RAISE(ABORT, 'decisions stay as they are'); END;
CREATE TRIGGER hold_kept BEFORE UPDATE ON hold
BEGIN SELECT RAISE(ABORT, 'holds stay as they are'); END;
CREATE TRIGGER hold_stays BEFORE DELETE ON hold
BEGIN SELECT RAISE(ABORT, 'holds stay as they are'); END;
CREATE TRIGGER redemption_kept BEFORE UPDATE ON redemption
BEGIN SELECT RAISE(ABORT, 'a used permit stays used'); END;
CREATE TRIGGER redemption_stays BEFORE DELETE ON redemption
BEGIN SELECT RAISE(ABORT, 'a used permit stays used'); END;
CREATE TRIGGER outcome_kept BEFORE UPDATE ON outcome
BEGIN SELECT RAISE(ABORT, 'outcomes stay as they are'); END;
CREATE TRIGGER outcome_stays BEFORE DELETE ON outcome
BEGIN SELECT RAISE(ABORT, 'outcomes stay as they are'); END;
CREATE TRIGGER standing_kept BEFORE UPDATE ON standing
BEGIN SELECT RAISE(ABORT, 'standings stay on record'); END;
CREATE TRIGGER standing_stays BEFORE DELETE ON standing
BEGIN SELECT RAISE(ABORT, 'standings stay on record'); END;
CREATE TRIGGER note_kept BEFORE UPDATE ON note
BEGIN SELECT RAISE(ABORT, 'notes stay on record'); END;
CREATE TRIGGER note_stays BEFORE DELETE ON note
BEGIN SELECT RAISE(ABORT, 'notes stay on record'); END;
CREATE TRIGGER note_end_kept BEFORE UPDATE ON note_end
BEGIN SELECT RAISE(ABORT, 'notes stay on record'); END;
CREATE TRIGGER note_end_stays BEFORE DELETE ON note_end
BEGIN SELECT RAISE(ABORT, 'notes stay on record'); END;
CREATE TRIGGER api_key_end_kept BEFORE UPDATE ON api_key_end
BEGIN SELECT RAISE(ABORT, 'a revoked key stays revoked'); END;
CREATE TRIGGER api_key_end_stays BEFORE DELETE ON api_key_end
BEGIN SELECT RAISE(ABORT, 'a revoked key stays revoked'); END;
