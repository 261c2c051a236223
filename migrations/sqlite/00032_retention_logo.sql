-- Three things of a site. How long records are kept: when the last contact with each patient was, and what was decided where
-- one is kept for longer. Its logo. And when each member of staff last signed in.

-- +goose Up

-- One row a patient, written by the triggers below, so that no way of recording a contact can forget it. due_from is what the
-- site's years are counted from: the last contact, or so many years before the day until which somebody decided to keep the
-- record, whichever is later. So a list of who is due reads its own rows and no others.
CREATE TABLE retentions (
  patient_id      TEXT PRIMARY KEY REFERENCES patients (id),
  last_contact_at INTEGER NOT NULL,
  kept_until      INTEGER, -- as decided last; NULL where nothing was
  due_from        INTEGER NOT NULL,
  CHECK (due_from >= last_contact_at)
) STRICT, WITHOUT ROWID;

INSERT INTO retentions (patient_id, last_contact_at, due_from)
SELECT id, at, at FROM (SELECT p.id AS id, max(p.created_at,
  coalesce((SELECT max(e.created_at) FROM encounters e WHERE e.patient_id = p.id), 0),
  coalesce((SELECT max(i.created_at) FROM invitations i WHERE i.patient_id = p.id), 0),
  coalesce((SELECT max(r.updated_at) FROM responses r WHERE r.patient_id = p.id AND r.amends IS NULL), 0),
  coalesce((SELECT max(t.created_at) FROM treatment_events t WHERE t.patient_id = p.id), 0),
  coalesce((SELECT max(a.created_at) FROM appointments a WHERE a.patient_id = p.id), 0),
  coalesce((SELECT max(c.given_at) FROM consents c WHERE c.patient_id = p.id), 0)) AS at FROM patients p);

CREATE INDEX retentions_due ON retentions (due_from, patient_id);
CREATE INDEX retentions_kept ON retentions (patient_id) WHERE kept_until IS NOT NULL;

-- Nothing ever read it.
DROP INDEX patients_by_last_answer;

-- +goose StatementBegin
CREATE TRIGGER patients_retention AFTER INSERT ON patients
BEGIN
  INSERT INTO retentions (patient_id, last_contact_at, due_from) VALUES (NEW.id, NEW.created_at, NEW.created_at);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER encounters_contact AFTER INSERT ON encounters
BEGIN
  UPDATE retentions SET last_contact_at = NEW.created_at, due_from = max(due_from, NEW.created_at)
    WHERE patient_id = NEW.patient_id AND last_contact_at < NEW.created_at;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER invitations_contact AFTER INSERT ON invitations
BEGIN
  UPDATE retentions SET last_contact_at = NEW.created_at, due_from = max(due_from, NEW.created_at)
    WHERE patient_id = NEW.patient_id AND last_contact_at < NEW.created_at;
END;
-- +goose StatementEnd

-- A correction is the staff's own work on the record, and no contact.
-- +goose StatementBegin
CREATE TRIGGER responses_contact AFTER INSERT ON responses
WHEN NEW.amends IS NULL
BEGIN
  UPDATE retentions SET last_contact_at = NEW.updated_at, due_from = max(due_from, NEW.updated_at)
    WHERE patient_id = NEW.patient_id AND last_contact_at < NEW.updated_at;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER responses_contact_again AFTER UPDATE OF updated_at ON responses
WHEN NEW.amends IS NULL AND NEW.updated_at > OLD.updated_at
BEGIN
  UPDATE retentions SET last_contact_at = NEW.updated_at, due_from = max(due_from, NEW.updated_at)
    WHERE patient_id = NEW.patient_id AND last_contact_at < NEW.updated_at;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER treatment_events_contact AFTER INSERT ON treatment_events
BEGIN
  UPDATE retentions SET last_contact_at = NEW.created_at, due_from = max(due_from, NEW.created_at)
    WHERE patient_id = NEW.patient_id AND last_contact_at < NEW.created_at;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER appointments_contact AFTER INSERT ON appointments
BEGIN
  UPDATE retentions SET last_contact_at = NEW.created_at, due_from = max(due_from, NEW.created_at)
    WHERE patient_id = NEW.patient_id AND last_contact_at < NEW.created_at;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER consents_contact AFTER INSERT ON consents
BEGIN
  UPDATE retentions SET last_contact_at = NEW.given_at, due_from = max(due_from, NEW.given_at)
    WHERE patient_id = NEW.patient_id AND last_contact_at < NEW.given_at;
END;
-- +goose StatementEnd

-- What was decided: until when a record is kept, and why. A later decision takes the place of an earlier one, which stays.
CREATE TABLE keepings (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id TEXT NOT NULL REFERENCES patients (id),
  until_on   TEXT NOT NULL CHECK (until_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  reason     BLOB NOT NULL CHECK (substr(reason, 1, 1) = x'01' AND length(reason) >= 73 AND length(reason) % 32 = 9),
  decided_by TEXT NOT NULL,
  decided_at INTEGER NOT NULL
) STRICT;

CREATE INDEX keepings_of_patient ON keepings (patient_id, decided_at, id);

-- +goose StatementBegin
CREATE TRIGGER keepings_frozen BEFORE UPDATE ON keepings
BEGIN
  SELECT RAISE(ABORT, 'a decision to keep a record never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER keepings_kept BEFORE DELETE ON keepings
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE e.patient_id = OLD.patient_id)
BEGIN
  SELECT RAISE(ABORT, 'a decision to keep a record is never deleted');
END;
-- +goose StatementEnd

-- The logo as a PNG that this program encoded itself.
CREATE TABLE site_logo (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  png    BLOB NOT NULL CHECK (substr(png, 1, 8) = x'89504E470D0A1A0A' AND length(png) <= 1048576),
  hash   TEXT NOT NULL CHECK (length(hash) = 64),
  width  INTEGER NOT NULL CHECK (width BETWEEN 1 AND 1200),
  height INTEGER NOT NULL CHECK (height BETWEEN 1 AND 1200),
  set_at INTEGER NOT NULL
) STRICT;

ALTER TABLE users ADD COLUMN signed_in_at INTEGER; -- NULL where they have not yet, since this is kept
