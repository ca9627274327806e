-- What candidate packs would have said beside the rules in force; nothing here answers anybody.

CREATE TABLE shadow (
  decision INTEGER NOT NULL,           -- leaf of the decision of which the candidate says otherwise
  candidate TEXT NOT NULL,             -- SHA-256 of the candidate pack
  at_us INTEGER NOT NULL,              -- the instant that was judged
  live TEXT NOT NULL,                  -- the verdict that was answered
  verdict TEXT NOT NULL,               -- the verdict with the candidate
  until_us INTEGER,                    -- the first lawful instant with the candidate, if it defers
  clauses TEXT NOT NULL,               -- those that refuse with the candidate, JSON
  PRIMARY KEY (decision, candidate)
) STRICT, WITHOUT ROWID;

-- How many contacts of one transaction were looked at, so that the differences have a whole.
CREATE TABLE shadow_look (
  leaf INTEGER NOT NULL,               -- the first of their decisions
  candidate TEXT NOT NULL,
  pack TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  judged INTEGER NOT NULL,
  failed INTEGER NOT NULL,             -- of which the candidate could not be asked
  PRIMARY KEY (leaf, candidate)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER shadow_kept BEFORE UPDATE ON shadow
BEGIN SELECT RAISE(ABORT, 'what a shadow saw stays as it is'); END;
CREATE TRIGGER shadow_stays BEFORE DELETE ON shadow
BEGIN SELECT RAISE(ABORT, 'what a shadow saw stays as it is'); END;
CREATE TRIGGER shadow_look_kept BEFORE UPDATE ON shadow_look
BEGIN SELECT RAISE(ABORT, 'what a shadow saw stays as it is'); END;
CREATE TRIGGER shadow_look_stays BEFORE DELETE ON shadow_look
BEGIN SELECT RAISE(ABORT, 'what a shadow saw stays as it is'); END;
