-- Where tenants are, whom debts are owed to, who came to us, and overrides with their grounds.

ALTER TABLE tenant ADD COLUMN place TEXT;      -- where it collects from, ISO 3166
ALTER TABLE hold ADD COLUMN creditor BLOB;     -- keyed hash, if the debt's creditor was stated
CREATE INDEX note_tenant ON note (tenant) WHERE kind = 'qualification';

-- The person came to us. What counts it reads the hold beside it, whose one outcome is `inbound`.
CREATE TABLE inbound (
  leaf INTEGER PRIMARY KEY,            -- its entry in the log, its hold and its outcome
  id TEXT NOT NULL UNIQUE,
  contact TEXT NOT NULL,               -- the tenant's own reference
  tenant TEXT NOT NULL,
  key TEXT,                            -- idempotency key, if one was given
  request BLOB NOT NULL                -- keyed hash of the request it answered
) STRICT;
CREATE UNIQUE INDEX inbound_key ON inbound (tenant, key) WHERE key IS NOT NULL;

-- A ground on which one clause, not a hard one, lets contacts about a debtor or a debt pass.
CREATE TABLE override (
  leaf INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  clause TEXT NOT NULL,
  tenant TEXT NOT NULL,
  debtor BLOB,
  debt BLOB,
  ground TEXT NOT NULL,
  approver TEXT NOT NULL,
  since_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL
) STRICT;
CREATE INDEX override_debtor ON override (debtor) WHERE debtor IS NOT NULL;
CREATE INDEX override_debt ON override (debt) WHERE debt IS NOT NULL;

CREATE TABLE override_end (
  override INTEGER PRIMARY KEY,        -- leaf of the override that was withdrawn
  at_us INTEGER NOT NULL
) STRICT;

CREATE TRIGGER inbound_kept BEFORE UPDATE ON inbound
BEGIN SELECT RAISE(ABORT, 'who came to us stays on record'); END;
CREATE TRIGGER inbound_stays BEFORE DELETE ON inbound
BEGIN SELECT RAISE(ABORT, 'who came to us stays on record'); END;
CREATE TRIGGER override_kept BEFORE UPDATE ON override
BEGIN SELECT RAISE(ABORT, 'overrides stay on record'); END;
CREATE TRIGGER override_stays BEFORE DELETE ON override
BEGIN SELECT RAISE(ABORT, 'overrides stay on record'); END;
CREATE TRIGGER override_end_kept BEFORE UPDATE ON override_end
BEGIN SELECT RAISE(ABORT, 'overrides stay on record'); END;
CREATE TRIGGER override_end_stays BEFORE DELETE ON override_end
BEGIN SELECT RAISE(ABORT, 'overrides stay on record'); END;
