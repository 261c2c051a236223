-- Names, contacts and whatever is written freely about a patient is sealed. Each patient has a data key, which lies here
-- wrapped by the site's key, which does not. The functions seal_… are this program's own: it gives them to the connection
-- that migrates, so that no moment has the new shape and the old content. A sealed text begins with a byte that says
-- whose key it was sealed with (1 a patient's, 2 the site's), and is filled up to 32 bytes before it is sealed, to which
-- 41 are added. The tables are made anew; what refers to them is held to them again when this commits.

-- +goose Up

PRAGMA defer_foreign_keys = ON;

-- The site's own data key, and which key wraps it and all others.
CREATE TABLE seal_state (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  key_id  TEXT NOT NULL CHECK (length(key_id) = 16),
  wrapped BLOB NOT NULL CHECK (length(wrapped) = 73)
) STRICT;

INSERT INTO seal_state (id, key_id, wrapped) VALUES (1, seal_key_id(), seal_new_key(''));

-- What is still to be done to the files after a change of what they hold.
CREATE TABLE chores (
  name TEXT PRIMARY KEY CHECK (name = 'scrub')
) STRICT;

INSERT INTO chores SELECT 'scrub' WHERE EXISTS (SELECT 1 FROM patients) OR EXISTS (SELECT 1 FROM sessions);

CREATE TABLE patient_keys (
  patient_id TEXT PRIMARY KEY REFERENCES patients (id),
  key_id     TEXT NOT NULL CHECK (length(key_id) = 16),
  wrapped    BLOB NOT NULL CHECK (length(wrapped) = 73)
) STRICT;

INSERT INTO patient_keys SELECT id, seal_key_id(), seal_new_key(id) FROM patients;

-- +goose StatementBegin
CREATE TRIGGER patient_keys_kept BEFORE DELETE ON patient_keys
BEGIN
  SELECT RAISE(ABORT, 'a patient''s key is never deleted');
END;
-- +goose StatementEnd

CREATE TABLE patients_before AS SELECT * FROM patients;
DROP TABLE patients;

-- From open_alerts to waiting_until the columns repeat what other tables say, so that a page of the caseload reads only its own rows.
-- They are written by one statement (store: tally) in the transaction of whatever changes them.
CREATE TABLE patients (
  id                TEXT PRIMARY KEY CHECK (id <> ''),
  record_number     BLOB NOT NULL CHECK (substr(record_number, 1, 1) = x'01' AND length(record_number) >= 73 AND length(record_number) % 32 = 9),
  record_key        BLOB NOT NULL UNIQUE CHECK (length(record_key) = 32), -- a keyed hash of the folded number
  name              BLOB NOT NULL CHECK (substr(name, 1, 1) = x'01' AND length(name) >= 73 AND length(name) % 32 = 9),
  birth_date        BLOB NOT NULL CHECK (substr(birth_date, 1, 1) = x'01' AND length(birth_date) >= 73 AND length(birth_date) % 32 = 9),
  sex               TEXT NOT NULL CHECK (sex IN ('female', 'male', 'other', 'unknown')),
  email             BLOB NOT NULL CHECK (substr(email, 1, 1) = x'01' AND length(email) >= 73 AND length(email) % 32 = 9),
  phone             BLOB NOT NULL CHECK (substr(phone, 1, 1) = x'01' AND length(phone) >= 73 AND length(phone) % 32 = 9),
  language          TEXT NOT NULL DEFAULT '',
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  revision          INTEGER NOT NULL CHECK (revision >= 0),
  open_alerts       INTEGER NOT NULL DEFAULT 0 CHECK (open_alerts >= 0),
  last_completed_at INTEGER,
  waiting_since     INTEGER, -- when the invitation that waits for answers was made
  waiting_until     INTEGER, -- when it expires
  clinician_id      TEXT REFERENCES users (id),
  team_id           TEXT REFERENCES teams (id),
  CHECK ((waiting_since IS NULL) = (waiting_until IS NULL))
) STRICT;

INSERT INTO patients
SELECT id, seal_text(id, 'patients.record_number', id, record_number), seal_index(record_key), seal_text(id, 'patients.name', id, name),
  seal_text(id, 'patients.birth_date', id, birth_date), sex, seal_text(id, 'patients.email', id, email), seal_text(id, 'patients.phone', id, phone),
  language, created_at, updated_at, revision, open_alerts, last_completed_at, waiting_since, waiting_until,
  clinician_id, team_id
FROM patients_before;
DROP TABLE patients_before;

CREATE INDEX patients_by_answer ON patients (last_completed_at DESC, id);
CREATE INDEX patients_by_alerts ON patients (open_alerts DESC, id) WHERE open_alerts > 0;
CREATE INDEX patients_waiting ON patients (waiting_since, id) WHERE waiting_since IS NOT NULL;

CREATE INDEX patients_of_team ON patients (team_id) WHERE team_id IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER patients_to_open_team BEFORE UPDATE OF team_id ON patients
WHEN NEW.team_id IS NOT NULL AND NEW.team_id IS NOT OLD.team_id AND EXISTS (SELECT 1 FROM teams t WHERE t.id = NEW.team_id AND t.ended_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'an ended team looks after nobody');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER patients_in_open_team BEFORE INSERT ON patients
WHEN NEW.team_id IS NOT NULL AND EXISTS (SELECT 1 FROM teams t WHERE t.id = NEW.team_id AND t.ended_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'an ended team looks after nobody');
END;
-- +goose StatementEnd

CREATE TABLE responses_before AS SELECT * FROM responses;
DROP TABLE responses;

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
  reason        BLOB CHECK (substr(reason, 1, 1) = x'01' AND length(reason) >= 73 AND length(reason) % 32 = 9),
  revision      INTEGER NOT NULL CHECK (revision >= 0),
  answers       BLOB NOT NULL CHECK (substr(answers, 1, 1) = x'01' AND length(answers) >= 73 AND length(answers) % 32 = 9),
  FOREIGN KEY (encounter_id, patient_id) REFERENCES encounters (id, patient_id),
  FOREIGN KEY (questionnaire, version, hash) REFERENCES definitions (questionnaire, version, hash),
  CHECK ((status = 'in-progress') = (completed_at IS NULL)),
  CHECK ((amends IS NULL) = (reason IS NULL)),
  CHECK (amends <> id)
) STRICT;

INSERT INTO responses
SELECT id, encounter_id, patient_id, questionnaire, version, hash, status, language, entered_by, started_at, updated_at, completed_at, amends,
  CASE WHEN amends IS NOT NULL THEN seal_text(patient_id, 'responses.reason', id, reason) END, revision,
  seal_text(patient_id, 'responses.answers', id, answers)
FROM responses_before;
DROP TABLE responses_before;

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

CREATE TABLE alerts_before AS SELECT * FROM alerts;
DROP TABLE alerts;

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
  note            BLOB CHECK (substr(note, 1, 1) = x'01' AND length(note) >= 73 AND length(note) % 32 = 9),
  UNIQUE (response_id, flag),
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
) STRICT;

INSERT INTO alerts
SELECT id, patient_id, response_id, questionnaire, version, flag, level, text, raised_at, acknowledged_at, acknowledged_by,
  CASE WHEN note <> '' THEN seal_text(patient_id, 'alerts.note', id, note) END
FROM alerts_before;
DROP TABLE alerts_before;

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

CREATE TABLE treatment_events_before AS SELECT * FROM treatment_events;
DROP TABLE treatment_events;

CREATE TABLE treatment_events (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id TEXT NOT NULL REFERENCES patients (id),
  kind       TEXT NOT NULL CHECK (kind IN ('medicine', 'therapy', 'lifestyle', 'finding')),
  class      TEXT NOT NULL DEFAULT '',
  name       BLOB NOT NULL CHECK (substr(name, 1, 1) = x'01' AND length(name) >= 73 AND length(name) % 32 = 9),
  dose       BLOB NOT NULL CHECK (substr(dose, 1, 1) = x'01' AND length(dose) >= 73 AND length(dose) % 32 = 9),
  step       TEXT NOT NULL CHECK (step IN ('start', 'change', 'stop', 'note')),
  on_date    TEXT NOT NULL CHECK (on_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  note       BLOB NOT NULL CHECK (substr(note, 1, 1) = x'01' AND length(note) >= 73 AND length(note) % 32 = 9),
  created_by TEXT REFERENCES users (id),
  created_at INTEGER NOT NULL
) STRICT;

INSERT INTO treatment_events
SELECT id, patient_id, kind, class, seal_text(patient_id, 'treatment_events.name', id, name), seal_text(patient_id, 'treatment_events.dose', id, dose),
  step, on_date, seal_text(patient_id, 'treatment_events.note', id, note), created_by, created_at
FROM treatment_events_before;
DROP TABLE treatment_events_before;

CREATE INDEX treatment_events_of_patient ON treatment_events (patient_id, on_date);

-- A session holds what was searched for, which may be a name. Everybody signs in again.
DROP TABLE sessions;

CREATE TABLE sessions (
  token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
  data       BLOB NOT NULL CHECK (substr(data, 1, 1) = x'02' AND length(data) >= 73 AND length(data) % 32 = 9),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- What an entry says beyond who, what and when: what was before and after, and what was written freely. Its hash is taken
-- of the sealed bytes, so that the chain holds also where the key is gone.
ALTER TABLE audit_entries ADD COLUMN sealed BLOB CHECK (substr(sealed, 1, 1) IN (x'01', x'02') AND length(sealed) >= 73 AND length(sealed) % 32 = 9);
