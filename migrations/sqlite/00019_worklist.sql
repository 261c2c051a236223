-- The caseload as a work list. What is in progress, what alerts wait for, the latest questionnaire and the last profile are
-- columns of the patient's row, written by one statement (store: tally) and by whatever completes a response, so that a page
-- of the list reads only its own rows.

-- +goose Up

ALTER TABLE patients ADD COLUMN begun_at INTEGER;           -- when the answers were begun that somebody is still giving
ALTER TABLE patients ADD COLUMN begun_until INTEGER;        -- when the link to go on with them expires; NULL where staff enter them
ALTER TABLE patients ADD COLUMN urgent_since INTEGER;       -- when the oldest open urgent alert was raised
ALTER TABLE patients ADD COLUMN prompt_since INTEGER;       -- the same of the alerts that ask for a look soon
ALTER TABLE patients ADD COLUMN last_questionnaire TEXT;    -- of the response that was completed last
ALTER TABLE patients ADD COLUMN glance TEXT CHECK (json_valid(glance)); -- the profile as it was then, for the list

UPDATE patients SET
  urgent_since = (SELECT min(a.raised_at) FROM alerts a WHERE a.patient_id = patients.id AND a.acknowledged_at IS NULL AND a.level = 'urgent'),
  prompt_since = (SELECT min(a.raised_at) FROM alerts a WHERE a.patient_id = patients.id AND a.acknowledged_at IS NULL AND a.level = 'prompt'),
  last_questionnaire = (SELECT r.questionnaire FROM responses r WHERE r.patient_id = patients.id AND r.status = 'completed'
    ORDER BY r.completed_at DESC, r.id DESC LIMIT 1),
  (begun_at, begun_until) = (SELECT r.started_at, (SELECT max(i.expires_at) FROM invitations i WHERE i.encounter_id = r.encounter_id AND i.revoked_at IS NULL AND i.finished_at IS NULL)
    FROM responses r
    WHERE r.patient_id = patients.id AND r.completed_at IS NULL
      AND (NOT EXISTS (SELECT 1 FROM invitations i WHERE i.encounter_id = r.encounter_id)
        OR EXISTS (SELECT 1 FROM invitations i WHERE i.encounter_id = r.encounter_id AND i.revoked_at IS NULL AND i.finished_at IS NULL))
    ORDER BY 2 DESC NULLS FIRST, r.started_at DESC LIMIT 1);

CREATE INDEX patients_due ON patients (waiting_until, id) WHERE waiting_until IS NOT NULL;
CREATE INDEX patients_begun ON patients (begun_at, id) WHERE begun_at IS NOT NULL;
CREATE INDEX patients_of_clinician ON patients (clinician_id) WHERE clinician_id IS NOT NULL;
CREATE INDEX patients_by_questionnaire ON patients (last_questionnaire, last_completed_at DESC, id) WHERE last_questionnaire IS NOT NULL;
CREATE INDEX patients_without_glance ON patients (id) WHERE glance IS NULL AND last_completed_at IS NOT NULL;

-- The clinic's own words for groups of patients, such as "trial A". They say nothing of anybody by themselves.
CREATE TABLE tags (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  name       TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length(name) BETWEEN 1 AND 30),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE patient_tags (
  patient_id TEXT NOT NULL REFERENCES patients (id),
  tag_id     TEXT NOT NULL REFERENCES tags (id),
  PRIMARY KEY (patient_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX patients_of_tag ON patient_tags (tag_id, patient_id);

-- Ways to see the list that somebody keeps. No name is searched for in one.
CREATE TABLE saved_views (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  user_id    TEXT NOT NULL REFERENCES users (id),
  name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  query      TEXT NOT NULL CHECK (length(query) <= 500),
  created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX saved_views_of_user ON saved_views (user_id, name);

-- After how many hours an alert that nobody acknowledged counts as left.
ALTER TABLE site_settings ADD COLUMN urgent_hours INTEGER NOT NULL DEFAULT 4 CHECK (urgent_hours BETWEEN 1 AND 720);
ALTER TABLE site_settings ADD COLUMN prompt_hours INTEGER NOT NULL DEFAULT 72 CHECK (prompt_hours BETWEEN 1 AND 720);

-- That an alert was left is recorded once.
CREATE TABLE alerts_left (
  alert_id TEXT PRIMARY KEY REFERENCES alerts (id),
  at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER alerts_left_frozen BEFORE UPDATE ON alerts_left
BEGIN
  SELECT RAISE(ABORT, 'that an alert was left never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER alerts_left_kept BEFORE DELETE ON alerts_left
WHEN NOT EXISTS (SELECT 1 FROM erasing e JOIN alerts a ON a.patient_id = e.patient_id WHERE a.id = OLD.alert_id)
BEGIN
  SELECT RAISE(ABORT, 'that an alert was left is never deleted');
END;
-- +goose StatementEnd

CREATE INDEX alerts_waiting ON alerts (level, raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alerts_acknowledged ON alerts (acknowledged_at DESC, id DESC) WHERE acknowledged_at IS NOT NULL;
