-- Plans: what a patient is asked, and when; what became of each time; and the e-mails about it. Dates are whole days of the
-- site's time zone.

-- +goose Up

CREATE TABLE plan_templates (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  name       TEXT NOT NULL CHECK (name <> ''),
  schedule   TEXT NOT NULL CHECK (json_valid(schedule) AND json_type(schedule) = 'object'),
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE plans (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id TEXT NOT NULL REFERENCES patients (id),
  name       TEXT NOT NULL CHECK (name <> ''),
  schedule   TEXT NOT NULL CHECK (json_valid(schedule) AND json_type(schedule) = 'object'),
  start_on   TEXT NOT NULL DEFAULT '',
  until_on   TEXT NOT NULL DEFAULT '',
  state      TEXT NOT NULL CHECK (state IN ('active', 'paused', 'ended')),
  created_by TEXT REFERENCES users (id),
  created_at INTEGER NOT NULL,
  ended_at   INTEGER,
  UNIQUE (id, patient_id),
  CHECK ((state = 'ended') = (ended_at IS NOT NULL))
) STRICT;

CREATE INDEX plans_of_patient ON plans (patient_id, created_at);

-- +goose StatementBegin
CREATE TRIGGER plans_ended BEFORE UPDATE ON plans
WHEN OLD.state = 'ended' OR NEW.id <> OLD.id OR NEW.patient_id <> OLD.patient_id OR NEW.schedule <> OLD.schedule
BEGIN
  SELECT RAISE(ABORT, 'a plan keeps its schedule, and an ended one never changes');
END;
-- +goose StatementEnd

CREATE TABLE appointments (
  id           TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id   TEXT NOT NULL REFERENCES patients (id),
  on_date      TEXT NOT NULL CHECK (on_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  created_by   TEXT REFERENCES users (id),
  created_at   INTEGER NOT NULL,
  cancelled_at INTEGER
) STRICT;

CREATE UNIQUE INDEX appointments_of_patient ON appointments (patient_id, on_date) WHERE cancelled_at IS NULL;

-- One time a plan asks. look_on is the first day on which there may be something to do for it.
CREATE TABLE occasions (
  id            TEXT PRIMARY KEY CHECK (id <> ''),
  plan_id       TEXT NOT NULL,
  patient_id    TEXT NOT NULL,
  n             INTEGER NOT NULL CHECK (n >= 0),
  due_on        TEXT NOT NULL CHECK (due_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  opens_on      TEXT NOT NULL,
  closes_on     TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('planned', 'open', 'done', 'missed', 'cancelled')),
  encounter_id  TEXT,
  invitation_id TEXT REFERENCES invitations (id),
  opened_at     INTEGER,
  closed_at     INTEGER,
  why           TEXT NOT NULL DEFAULT '',
  look_on       TEXT,
  UNIQUE (id, patient_id),
  FOREIGN KEY (plan_id, patient_id) REFERENCES plans (id, patient_id),
  FOREIGN KEY (encounter_id, patient_id) REFERENCES encounters (id, patient_id),
  CHECK (opens_on <= closes_on),
  CHECK ((state IN ('done', 'missed', 'cancelled')) = (closed_at IS NOT NULL)),
  CHECK (state NOT IN ('open', 'done') OR encounter_id IS NOT NULL),
  CHECK (look_on IS NULL OR state IN ('planned', 'open'))
) STRICT;

CREATE UNIQUE INDEX occasions_of_plan ON occasions (plan_id, n) WHERE state <> 'cancelled';
CREATE UNIQUE INDEX occasions_planned ON occasions (plan_id) WHERE state = 'planned';
CREATE UNIQUE INDEX occasions_open ON occasions (plan_id) WHERE state = 'open';
CREATE INDEX occasions_to_look_at ON occasions (look_on, plan_id) WHERE look_on IS NOT NULL;
CREATE INDEX occasions_by_plan ON occasions (plan_id, due_on);
CREATE INDEX occasions_of_patient ON occasions (patient_id, due_on);
CREATE UNIQUE INDEX occasions_of_encounter ON occasions (encounter_id) WHERE encounter_id IS NOT NULL;
CREATE INDEX occasions_of_invitation ON occasions (invitation_id) WHERE invitation_id IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER occasions_final BEFORE UPDATE ON occasions
WHEN OLD.state IN ('done', 'missed', 'cancelled')
  OR OLD.state = 'open' AND NEW.state = 'planned' OR OLD.state = 'planned' AND NEW.state = 'done'
  OR NEW.id <> OLD.id OR NEW.plan_id <> OLD.plan_id OR NEW.patient_id <> OLD.patient_id OR NEW.n <> OLD.n OR NEW.due_on <> OLD.due_on
BEGIN
  SELECT RAISE(ABORT, 'what became of an occasion never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER occasions_kept BEFORE DELETE ON occasions
WHEN OLD.state <> 'planned' AND NOT EXISTS (SELECT 1 FROM erasing e WHERE e.patient_id = OLD.patient_id) -- a later migration makes it
BEGIN
  SELECT RAISE(ABORT, 'an occasion that came up is never deleted');
END;
-- +goose StatementEnd

-- What the caseload shows of a patient's plans, written by one statement (store: tallyDues) with whatever changes them.
-- next_due is the first day of those that are planned or open. unmet_since is the due day of the first that is open, or was
-- missed after the last one that was answered: where it lies before today, the patient is overdue since then.
CREATE TABLE dues (
  patient_id  TEXT PRIMARY KEY REFERENCES patients (id),
  next_due    TEXT,
  unmet_since TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX dues_next ON dues (next_due, patient_id) WHERE next_due IS NOT NULL;
CREATE INDEX dues_unmet ON dues (unmet_since, patient_id) WHERE unmet_since IS NOT NULL;

CREATE TABLE mail_consents (
  id           TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id   TEXT NOT NULL REFERENCES patients (id),
  version      TEXT NOT NULL CHECK (version <> ''),
  how          TEXT NOT NULL CHECK (how <> ''),
  given_at     INTEGER NOT NULL,
  given_to     TEXT NOT NULL,
  withdrawn_at INTEGER,
  withdrawn_by TEXT NOT NULL DEFAULT '', -- empty where the patient did, by a link
  CHECK (withdrawn_at IS NOT NULL OR withdrawn_by = '')
) STRICT;

CREATE UNIQUE INDEX mail_consents_held ON mail_consents (patient_id) WHERE withdrawn_at IS NULL;
CREATE INDEX mail_consents_of_patient ON mail_consents (patient_id, given_at);

-- +goose StatementBegin
CREATE TRIGGER mail_consents_withdrawn_once BEFORE UPDATE ON mail_consents
WHEN OLD.withdrawn_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.patient_id <> OLD.patient_id OR NEW.version <> OLD.version
  OR NEW.how <> OLD.how OR NEW.given_at <> OLD.given_at OR NEW.given_to <> OLD.given_to
BEGIN
  SELECT RAISE(ABORT, 'a consent changes once, when it is withdrawn');
END;
-- +goose StatementEnd

-- The e-mails, written in the transaction that decides that there should be one. No link and no text is kept: both are made
-- when a message is sent, and of a link only the hash stays (link_tokens).
CREATE TABLE mails (
  id            TEXT PRIMARY KEY CHECK (id <> ''),
  occasion_id   TEXT NOT NULL,
  patient_id    TEXT NOT NULL,
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  kind          TEXT NOT NULL CHECK (kind IN ('invitation', 'reminder-1', 'reminder-2', 'reminder-3')),
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unclear', 'dropped')),
  attempts      INTEGER NOT NULL CHECK (attempts >= 0),
  made_at       INTEGER NOT NULL,
  not_before    INTEGER NOT NULL,
  settled_at    INTEGER,
  problem       TEXT NOT NULL DEFAULT '',
  UNIQUE (occasion_id, kind),
  FOREIGN KEY (occasion_id, patient_id) REFERENCES occasions (id, patient_id)
) STRICT;

CREATE INDEX mails_waiting ON mails (not_before, id) WHERE state = 'waiting';
CREATE INDEX mails_sending ON mails (id) WHERE state = 'sending';
CREATE INDEX mails_trouble ON mails (made_at, id) WHERE state IN ('failed', 'unclear');
CREATE INDEX mails_of_patient ON mails (patient_id, made_at);

-- +goose StatementBegin
CREATE TRIGGER mails_sent_once BEFORE UPDATE ON mails
WHEN OLD.state = 'sent'
  OR NEW.id <> OLD.id OR NEW.occasion_id <> OLD.occasion_id OR NEW.patient_id <> OLD.patient_id OR NEW.kind <> OLD.kind
BEGIN
  SELECT RAISE(ABORT, 'a message that was sent never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER mails_kept BEFORE DELETE ON mails
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE e.patient_id = OLD.patient_id)
BEGIN
  SELECT RAISE(ABORT, 'a message is never deleted');
END;
-- +goose StatementEnd

-- Further links of an invitation, each made for one message or one hand-over; all last as long as the invitation. And the
-- links by which a patient stops the messages.
CREATE TABLE link_tokens (
  token_hash    BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
  purpose       TEXT NOT NULL CHECK (purpose IN ('answer', 'stop')),
  patient_id    TEXT NOT NULL REFERENCES patients (id),
  invitation_id TEXT REFERENCES invitations (id),
  made_at       INTEGER NOT NULL,
  CHECK ((purpose = 'answer') = (invitation_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX link_tokens_of_patient ON link_tokens (patient_id);
