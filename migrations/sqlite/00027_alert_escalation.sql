-- Alerts that are left are escalated: to the patient's clinician, then to their team, then to the administrators. Staff may
-- have an address to be told at. And a page of all alerts is read from a list of them that repeats what other tables say.

-- +goose Up

-- Plain, as everything of staff's.
ALTER TABLE users ADD COLUMN email TEXT NOT NULL DEFAULT '' CHECK (length(email) <= 254);

-- How many hours after an alert counts as left its patient's team is told, and how many more until the administrators are.
ALTER TABLE site_settings ADD COLUMN team_hours INTEGER NOT NULL DEFAULT 2 CHECK (team_hours BETWEEN 1 AND 720);
ALTER TABLE site_settings ADD COLUMN admin_hours INTEGER NOT NULL DEFAULT 4 CHECK (admin_hours BETWEEN 1 AND 720);

-- Each stage of an alert is taken once.
CREATE TABLE alert_stages (
  alert_id TEXT NOT NULL REFERENCES alerts (id),
  stage     TEXT NOT NULL CHECK (stage IN ('clinician', 'team', 'administrators')),
  at       INTEGER NOT NULL,
  PRIMARY KEY (alert_id, stage)
) STRICT, WITHOUT ROWID;

-- An e-mail to a member of staff, about as many alerts as there are when it goes out. It names no patient and no alert.
CREATE TABLE staff_mails (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  user_id    TEXT NOT NULL REFERENCES users (id),
  state      TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unclear', 'dropped')),
  attempts   INTEGER NOT NULL CHECK (attempts >= 0),
  made_at    INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  settled_at INTEGER,
  problem    TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX staff_mails_waiting ON staff_mails (not_before, id) WHERE state = 'waiting';
CREATE INDEX staff_mails_of_user ON staff_mails (user_id, made_at) WHERE state = 'waiting';
CREATE INDEX staff_mails_sending ON staff_mails (id) WHERE state = 'sending';
CREATE INDEX staff_mails_trouble ON staff_mails (made_at, id) WHERE problem <> '';

-- Whom a stage tells, each once, and by which e-mail; by none where it stands on the pages alone.
CREATE TABLE alert_tellings (
  alert_id TEXT NOT NULL,
  stage     TEXT NOT NULL,
  user_id  TEXT NOT NULL REFERENCES users (id),
  mail_id  TEXT REFERENCES staff_mails (id),
  PRIMARY KEY (alert_id, stage, user_id),
  FOREIGN KEY (alert_id, stage) REFERENCES alert_stages (alert_id, stage)
) STRICT, WITHOUT ROWID;

CREATE INDEX alert_tellings_by_mail ON alert_tellings (mail_id) WHERE mail_id IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER alert_stages_frozen BEFORE UPDATE ON alert_stages
BEGIN
  SELECT RAISE(ABORT, 'that an alert was escalated never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER alert_stages_kept BEFORE DELETE ON alert_stages
WHEN NOT EXISTS (SELECT 1 FROM erasing e JOIN alerts a ON a.patient_id = e.patient_id WHERE a.id = OLD.alert_id)
BEGIN
  SELECT RAISE(ABORT, 'that an alert was escalated is never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER alert_tellings_frozen BEFORE UPDATE ON alert_tellings
BEGIN
  SELECT RAISE(ABORT, 'who was told never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER alert_tellings_kept BEFORE DELETE ON alert_tellings
WHEN NOT EXISTS (SELECT 1 FROM erasing e JOIN alerts a ON a.patient_id = e.patient_id WHERE a.id = OLD.alert_id)
BEGIN
  SELECT RAISE(ABORT, 'who was told is never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER staff_mails_sent_once BEFORE UPDATE ON staff_mails
WHEN OLD.state IN ('sent', 'dropped') OR NEW.id <> OLD.id OR NEW.user_id <> OLD.user_id OR NEW.made_at <> OLD.made_at
BEGIN
  SELECT RAISE(ABORT, 'a message that was sent never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER staff_mails_kept BEFORE DELETE ON staff_mails
BEGIN
  SELECT RAISE(ABORT, 'a message is never deleted');
END;
-- +goose StatementEnd

-- The list of alerts: whose patient each is of, and how far it has come, kept by the triggers below, so that a page of any
-- choice reads only its own rows.
CREATE TABLE alert_list (
  id              TEXT PRIMARY KEY REFERENCES alerts (id),
  patient_id      TEXT NOT NULL,
  clinician_id    TEXT,
  team_id         TEXT,
  questionnaire   TEXT NOT NULL,
  level           TEXT NOT NULL,
  raised_at       INTEGER NOT NULL,
  acknowledged_at INTEGER,
  escalated_at    INTEGER
) STRICT;

INSERT INTO alert_list
SELECT a.id, a.patient_id, p.clinician_id, p.team_id, a.questionnaire, a.level, a.raised_at, a.acknowledged_at, NULL
FROM alerts a JOIN patients p ON p.id = a.patient_id;

CREATE INDEX alert_list_of_patient ON alert_list (patient_id);
CREATE INDEX alert_list_all ON alert_list (raised_at, id);
CREATE INDEX alert_list_all_form ON alert_list (questionnaire, raised_at, id);
CREATE INDEX alert_list_all_open ON alert_list (raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_all_escalated ON alert_list (raised_at, id) WHERE escalated_at IS NOT NULL;
CREATE INDEX alert_list_clinician ON alert_list (clinician_id, raised_at, id);
CREATE INDEX alert_list_clinician_form ON alert_list (clinician_id, questionnaire, raised_at, id);
CREATE INDEX alert_list_clinician_open ON alert_list (clinician_id, raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_clinician_escalated ON alert_list (clinician_id, raised_at, id) WHERE escalated_at IS NOT NULL;
CREATE INDEX alert_list_team ON alert_list (team_id, raised_at, id);
CREATE INDEX alert_list_team_form ON alert_list (team_id, questionnaire, raised_at, id);
CREATE INDEX alert_list_team_open ON alert_list (team_id, raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_team_escalated ON alert_list (team_id, raised_at, id) WHERE escalated_at IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER alert_list_raised AFTER INSERT ON alerts
BEGIN
  INSERT INTO alert_list SELECT NEW.id, NEW.patient_id, p.clinician_id, p.team_id, NEW.questionnaire, NEW.level, NEW.raised_at, NEW.acknowledged_at, NULL
  FROM patients p WHERE p.id = NEW.patient_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER alert_list_acknowledged AFTER UPDATE OF acknowledged_at ON alerts
BEGIN
  UPDATE alert_list SET acknowledged_at = NEW.acknowledged_at WHERE id = NEW.id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER alert_list_escalated AFTER INSERT ON alert_stages
BEGIN
  UPDATE alert_list SET escalated_at = NEW.at WHERE id = NEW.alert_id AND escalated_at IS NULL;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER alert_list_placed AFTER UPDATE OF clinician_id, team_id ON patients
WHEN NEW.clinician_id IS NOT OLD.clinician_id OR NEW.team_id IS NOT OLD.team_id
BEGIN
  UPDATE alert_list SET clinician_id = NEW.clinician_id, team_id = NEW.team_id WHERE patient_id = NEW.id;
END;
-- +goose StatementEnd
