-- Times are whole microseconds since 1970 in UTC, named …_at. Dates are text such as 2026-11-23.
-- Where a text may be absent it is NULL, except where empty means the same and nothing refers to it.

-- +goose Up

PRAGMA application_id = 0x53544c59; -- "STLY": this file is Steelyard's

-- The checksum each migration had when it was applied.
CREATE TABLE migration_sums (
  version INTEGER PRIMARY KEY,
  sum     TEXT NOT NULL CHECK (length(sum) = 64)
) STRICT;

CREATE TABLE users (
  id            TEXT PRIMARY KEY CHECK (id <> ''),
  login         TEXT NOT NULL,
  login_key     TEXT NOT NULL UNIQUE CHECK (login_key <> ''), -- folded, so that case does not matter
  name          TEXT NOT NULL,
  role          TEXT NOT NULL CHECK (role IN ('administrator', 'clinician', 'viewer')),
  password_hash TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  disabled_at   INTEGER
) STRICT;

CREATE TABLE sessions (
  token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
  data       BLOB NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- The last five columns repeat what other tables say, so that a page of the caseload reads only its own rows.
-- They are written by one statement (store: tally) in the transaction of whatever changes them.
CREATE TABLE patients (
  id                TEXT PRIMARY KEY CHECK (id <> ''),
  record_number     TEXT NOT NULL,
  record_key        TEXT NOT NULL UNIQUE CHECK (record_key <> ''), -- folded
  name              TEXT NOT NULL CHECK (name <> ''),
  name_key          TEXT NOT NULL,                                 -- folded, without accents: sorted and searched
  birth_date        TEXT NOT NULL DEFAULT '' CHECK (birth_date = '' OR birth_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  sex               TEXT NOT NULL CHECK (sex IN ('female', 'male', 'other', 'unknown')),
  email             TEXT NOT NULL DEFAULT '',
  phone             TEXT NOT NULL DEFAULT '',
  language          TEXT NOT NULL DEFAULT '',
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  revision          INTEGER NOT NULL CHECK (revision >= 0),
  open_alerts       INTEGER NOT NULL DEFAULT 0 CHECK (open_alerts >= 0),
  last_completed_at INTEGER,
  waiting_since     INTEGER, -- when the invitation that waits for answers was made
  waiting_until     INTEGER, -- when it expires
  CHECK ((waiting_since IS NULL) = (waiting_until IS NULL))
) STRICT;

CREATE INDEX patients_by_name ON patients (name_key, id, record_key); -- all that a search reads
CREATE INDEX patients_by_answer ON patients (last_completed_at DESC, id);
CREATE INDEX patients_by_alerts ON patients (open_alerts DESC, name_key, id);
CREATE INDEX patients_waiting ON patients (waiting_since, id) WHERE waiting_since IS NOT NULL;

CREATE TABLE encounters (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id TEXT NOT NULL REFERENCES patients (id),
  mode       TEXT NOT NULL CHECK (mode IN ('online', 'in-person')),
  battery    TEXT NOT NULL CHECK (json_valid(battery) AND json_type(battery) = 'array'),
  created_by TEXT REFERENCES users (id),
  created_at INTEGER NOT NULL,
  UNIQUE (id, patient_id) -- so that whatever belongs to an encounter can't name another patient
) STRICT;

CREATE INDEX encounters_of_patient ON encounters (patient_id, created_at);

CREATE TABLE invitations (
  id           TEXT PRIMARY KEY CHECK (id <> ''),
  encounter_id TEXT NOT NULL,
  patient_id   TEXT NOT NULL,
  token_hash   BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  created_by   TEXT REFERENCES users (id),
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  revoked_at   INTEGER,
  finished_at  INTEGER,
  FOREIGN KEY (encounter_id, patient_id) REFERENCES encounters (id, patient_id),
  CHECK (revoked_at IS NULL OR finished_at IS NULL)
) STRICT;

CREATE INDEX invitations_of_patient ON invitations (patient_id, created_at);
CREATE INDEX invitations_of_encounter ON invitations (encounter_id);

-- Every questionnaire version that was ever answered, as the canonical bytes that its hash was taken of.
CREATE TABLE definitions (
  questionnaire TEXT NOT NULL CHECK (questionnaire <> ''),
  version       TEXT NOT NULL CHECK (version <> ''),
  hash          TEXT NOT NULL CHECK (length(hash) = 64),
  content       BLOB NOT NULL,
  PRIMARY KEY (questionnaire, version),
  UNIQUE (questionnaire, version, hash)
) STRICT;

CREATE TABLE responses (
  id            TEXT PRIMARY KEY CHECK (id <> ''),
  encounter_id  TEXT NOT NULL,
  patient_id    TEXT NOT NULL,
  questionnaire TEXT NOT NULL,
  version       TEXT NOT NULL,
  hash          TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('in-progress', 'completed', 'amended')),
  language      TEXT NOT NULL DEFAULT '',
  entered_by    TEXT REFERENCES users (id),
  started_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  completed_at  INTEGER,
  amends        TEXT REFERENCES responses (id),
  reason        TEXT NOT NULL DEFAULT '',
  revision      INTEGER NOT NULL CHECK (revision >= 0),
  answers       TEXT NOT NULL CHECK (json_valid(answers) AND json_type(answers) = 'object'),
  FOREIGN KEY (encounter_id, patient_id) REFERENCES encounters (id, patient_id),
  FOREIGN KEY (questionnaire, version, hash) REFERENCES definitions (questionnaire, version, hash),
  CHECK ((status = 'in-progress') = (completed_at IS NULL)),
  CHECK ((amends IS NULL) = (reason = '')),
  CHECK (amends <> id)
) STRICT;

CREATE UNIQUE INDEX responses_first ON responses (encounter_id, questionnaire) WHERE amends IS NULL;
CREATE UNIQUE INDEX responses_correction ON responses (amends) WHERE amends IS NOT NULL;
CREATE INDEX responses_of_patient ON responses (patient_id, completed_at);
CREATE INDEX responses_of_questionnaire ON responses (questionnaire, completed_at, id) WHERE status = 'completed';

-- +goose StatementBegin
CREATE TRIGGER responses_correct_completed BEFORE INSERT ON responses
WHEN NEW.amends IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM responses r WHERE r.id = NEW.amends AND r.status = 'completed'
    AND r.encounter_id = NEW.encounter_id AND r.patient_id = NEW.patient_id AND r.questionnaire = NEW.questionnaire)
BEGIN
  SELECT RAISE(ABORT, 'a correction amends a completed response of the same encounter and questionnaire');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER responses_frozen BEFORE UPDATE ON responses
WHEN OLD.status <> 'in-progress' AND NOT (
  OLD.status = 'completed' AND NEW.status = 'amended'
  AND NEW.id IS OLD.id AND NEW.encounter_id IS OLD.encounter_id AND NEW.patient_id IS OLD.patient_id
  AND NEW.questionnaire IS OLD.questionnaire AND NEW.version IS OLD.version AND NEW.hash IS OLD.hash
  AND NEW.language IS OLD.language AND NEW.entered_by IS OLD.entered_by
  AND NEW.started_at IS OLD.started_at AND NEW.updated_at IS OLD.updated_at AND NEW.completed_at IS OLD.completed_at
  AND NEW.amends IS OLD.amends AND NEW.reason IS OLD.reason AND NEW.revision IS OLD.revision AND NEW.answers IS OLD.answers)
BEGIN
  SELECT RAISE(ABORT, 'a completed response never changes');
END;
-- +goose StatementEnd

-- What a response is of is settled when it is started, not only when it is completed.
-- +goose StatementBegin
CREATE TRIGGER responses_belong BEFORE UPDATE ON responses
WHEN NEW.id <> OLD.id OR NEW.encounter_id <> OLD.encounter_id OR NEW.patient_id <> OLD.patient_id
  OR NEW.questionnaire <> OLD.questionnaire OR NEW.amends IS NOT OLD.amends
BEGIN
  SELECT RAISE(ABORT, 'a response never moves');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER responses_kept BEFORE DELETE ON responses
WHEN OLD.status <> 'in-progress'
BEGIN
  SELECT RAISE(ABORT, 'a completed response is never deleted');
END;
-- +goose StatementEnd

CREATE TABLE results (
  response_id   TEXT PRIMARY KEY REFERENCES responses (id),
  questionnaire TEXT NOT NULL,
  version       TEXT NOT NULL,
  hash          TEXT NOT NULL,
  engine        TEXT NOT NULL CHECK (engine <> ''),
  completed_at  INTEGER NOT NULL,
  result        TEXT NOT NULL CHECK (json_valid(result) AND json_type(result) = 'object')
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER results_of_completed BEFORE INSERT ON results
WHEN NOT EXISTS (
  SELECT 1 FROM responses r WHERE r.id = NEW.response_id AND r.status = 'completed' AND r.completed_at = NEW.completed_at
    AND r.questionnaire = NEW.questionnaire AND r.version = NEW.version AND r.hash = NEW.hash)
BEGIN
  SELECT RAISE(ABORT, 'a result is of a completed response and of the same definition');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER results_frozen BEFORE UPDATE ON results
BEGIN
  SELECT RAISE(ABORT, 'a result never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER results_kept BEFORE DELETE ON results
BEGIN
  SELECT RAISE(ABORT, 'a result is never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER definitions_frozen BEFORE UPDATE ON definitions
BEGIN
  SELECT RAISE(ABORT, 'a definition that was answered never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER definitions_kept BEFORE DELETE ON definitions
BEGIN
  SELECT RAISE(ABORT, 'a definition that was answered is never deleted');
END;
-- +goose StatementEnd

CREATE TABLE alerts (
  id              TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id      TEXT NOT NULL REFERENCES patients (id),
  response_id     TEXT NOT NULL REFERENCES responses (id),
  questionnaire   TEXT NOT NULL,
  version         TEXT NOT NULL,
  flag            TEXT NOT NULL,
  level           TEXT NOT NULL CHECK (level IN ('notice', 'prompt', 'urgent')),
  text            TEXT NOT NULL,
  raised_at       INTEGER NOT NULL,
  acknowledged_at INTEGER,
  acknowledged_by TEXT REFERENCES users (id),
  note            TEXT NOT NULL DEFAULT '',
  UNIQUE (response_id, flag),
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
) STRICT;

CREATE INDEX alerts_of_patient ON alerts (patient_id, raised_at);
CREATE INDEX alerts_open ON alerts (CASE level WHEN 'urgent' THEN 0 WHEN 'prompt' THEN 1 ELSE 2 END, raised_at, id)
  WHERE acknowledged_at IS NULL;

-- +goose StatementBegin
CREATE TRIGGER alerts_of_response BEFORE INSERT ON alerts
WHEN NOT EXISTS (SELECT 1 FROM responses r WHERE r.id = NEW.response_id AND r.patient_id = NEW.patient_id
  AND r.questionnaire = NEW.questionnaire AND r.version = NEW.version)
BEGIN
  SELECT RAISE(ABORT, 'an alert is of its response''s patient and questionnaire');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER alerts_acknowledged_once BEFORE UPDATE ON alerts
WHEN OLD.acknowledged_at IS NOT NULL
  OR NEW.id <> OLD.id OR NEW.patient_id <> OLD.patient_id OR NEW.response_id <> OLD.response_id OR NEW.flag <> OLD.flag
  OR NEW.questionnaire <> OLD.questionnaire OR NEW.version <> OLD.version
  OR NEW.level <> OLD.level OR NEW.text <> OLD.text OR NEW.raised_at <> OLD.raised_at
BEGIN
  SELECT RAISE(ABORT, 'an alert changes once, when it is acknowledged');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER alerts_kept BEFORE DELETE ON alerts
BEGIN
  SELECT RAISE(ABORT, 'an alert is never deleted');
END;
-- +goose StatementEnd

CREATE TABLE treatment_events (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id TEXT NOT NULL REFERENCES patients (id),
  kind       TEXT NOT NULL CHECK (kind IN ('medicine', 'therapy', 'lifestyle', 'finding')),
  class      TEXT NOT NULL DEFAULT '',
  name       TEXT NOT NULL,
  dose       TEXT NOT NULL DEFAULT '',
  step       TEXT NOT NULL CHECK (step IN ('start', 'change', 'stop', 'note')),
  on_date    TEXT NOT NULL CHECK (on_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  note       TEXT NOT NULL DEFAULT '',
  created_by TEXT REFERENCES users (id),
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX treatment_events_of_patient ON treatment_events (patient_id, on_date);

-- Names no patient by a foreign key: an entry outlives what it is about.
CREATE TABLE audit_entries (
  seq     INTEGER PRIMARY KEY CHECK (seq >= 1),
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  role    TEXT NOT NULL,
  action  TEXT NOT NULL CHECK (action <> ''),
  patient TEXT NOT NULL,
  subject TEXT NOT NULL,
  why     TEXT NOT NULL,
  origin  TEXT NOT NULL,
  prev    BLOB,
  hash    BLOB NOT NULL CHECK (length(hash) = 32),
  CHECK ((seq = 1) = (prev IS NULL))
) STRICT;

CREATE INDEX audit_entries_of_patient ON audit_entries (patient, seq) WHERE patient <> '';

-- +goose StatementBegin
CREATE TRIGGER audit_entries_frozen BEFORE UPDATE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'an audit entry never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'an audit entry is never deleted');
END;
-- +goose StatementEnd

CREATE TABLE site_settings (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  name        TEXT NOT NULL CHECK (name <> ''),
  crisis_text TEXT NOT NULL CHECK (crisis_text <> ''),
  contact     TEXT NOT NULL,
  show_scores INTEGER NOT NULL CHECK (show_scores IN (0, 1)),
  link_days   INTEGER NOT NULL CHECK (link_days BETWEEN 1 AND 365)
) STRICT;
