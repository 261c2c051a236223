-- The language a visit is held in, every language that answers were given in, a site's texts in several languages, and what
-- patients agreed to. A text that was set is never changed: a new one is a new row, so that what somebody agreed to can be
-- read for ever.

-- +goose Up

ALTER TABLE site_settings ADD COLUMN language TEXT NOT NULL DEFAULT 'en' CHECK (language <> '');
ALTER TABLE encounters ADD COLUMN language TEXT NOT NULL DEFAULT '';  -- as it was chosen; empty where nobody chose
ALTER TABLE responses ADD COLUMN languages TEXT NOT NULL DEFAULT '';  -- all that answers were given in, with spaces between

-- +goose StatementBegin
CREATE TRIGGER responses_languages_frozen BEFORE UPDATE OF languages ON responses
WHEN OLD.status <> 'in-progress' AND NEW.languages IS NOT OLD.languages
BEGIN
  SELECT RAISE(ABORT, 'a completed response never changes');
END;
-- +goose StatementEnd

CREATE TABLE site_texts (
  seq      INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL CHECK (kind IN ('crisis', 'consent')),
  language TEXT NOT NULL CHECK (language <> ''),
  version  INTEGER NOT NULL CHECK (version >= 1),
  content  TEXT NOT NULL, -- empty where the site takes its own text back
  set_at   INTEGER NOT NULL,
  UNIQUE (kind, language, version)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER site_texts_frozen BEFORE UPDATE ON site_texts
BEGIN
  SELECT RAISE(ABORT, 'a text that was set never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER site_texts_kept BEFORE DELETE ON site_texts
BEGIN
  SELECT RAISE(ABORT, 'a text that was set is never deleted');
END;
-- +goose StatementEnd

-- What was shown to somebody who agreed, word for word.
CREATE TABLE consent_texts (
  hash     TEXT PRIMARY KEY CHECK (length(hash) = 64),
  language TEXT NOT NULL CHECK (language <> ''),
  version  INTEGER NOT NULL CHECK (version >= 0), -- 0 is the text that ships with the program
  content  TEXT NOT NULL CHECK (content <> '')
) STRICT;

CREATE TABLE consents (
  id           TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id   TEXT NOT NULL REFERENCES patients (id),
  encounter_id TEXT NOT NULL,
  version      INTEGER NOT NULL CHECK (version >= 0),
  hash         TEXT NOT NULL REFERENCES consent_texts (hash),
  language     TEXT NOT NULL CHECK (language <> ''),
  given_at     INTEGER NOT NULL,
  withdrawn_at INTEGER,
  withdrawn_by TEXT REFERENCES users (id), -- empty where the patient did it
  FOREIGN KEY (encounter_id, patient_id) REFERENCES encounters (id, patient_id),
  CHECK (withdrawn_at IS NOT NULL OR withdrawn_by IS NULL)
) STRICT;

CREATE INDEX consents_of_patient ON consents (patient_id, given_at, id);

-- +goose StatementBegin
CREATE TRIGGER consents_frozen BEFORE UPDATE ON consents
WHEN OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.id IS NOT OLD.id OR NEW.patient_id IS NOT OLD.patient_id
  OR NEW.encounter_id IS NOT OLD.encounter_id OR NEW.version IS NOT OLD.version OR NEW.hash IS NOT OLD.hash
  OR NEW.language IS NOT OLD.language OR NEW.given_at IS NOT OLD.given_at
BEGIN
  SELECT RAISE(ABORT, 'of a consent only its withdrawal is written, once');
END;
-- +goose StatementEnd
