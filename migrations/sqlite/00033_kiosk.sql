-- A device that was handed over to a patient, and for which invitation. Only the hashes of its token and of the code that
-- ends it are kept. A row stays for a week after its time, so that a device that turns up late says what it is.

-- +goose Up

CREATE TABLE kiosks (
  id            TEXT PRIMARY KEY CHECK (id <> ''),
  token_hash    BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  patient_id    TEXT NOT NULL REFERENCES patients (id),
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  code_hash     TEXT NOT NULL CHECK (code_hash LIKE '$argon2id$%'),
  handed_by     TEXT NOT NULL REFERENCES users (id),
  began_at      INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL CHECK (expires_at > began_at),
  tries         INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),  -- of the code
  waits_until   INTEGER,                                                   -- before which no further one counts
  left_at       INTEGER
) STRICT;

CREATE INDEX kiosks_of_patient ON kiosks (patient_id);
CREATE INDEX kiosks_of_invitation ON kiosks (invitation_id);

-- +goose StatementBegin
CREATE TRIGGER kiosks_left_once BEFORE UPDATE ON kiosks
WHEN OLD.left_at IS NOT NULL OR NEW.tries < OLD.tries OR NEW.id <> OLD.id OR NEW.token_hash <> OLD.token_hash OR NEW.patient_id <> OLD.patient_id
  OR NEW.invitation_id <> OLD.invitation_id OR NEW.code_hash <> OLD.code_hash OR NEW.handed_by <> OLD.handed_by
  OR NEW.began_at <> OLD.began_at OR NEW.expires_at <> OLD.expires_at
BEGIN
  SELECT RAISE(ABORT, 'a device that was handed over only counts tries, and is given back once');
END;
-- +goose StatementEnd
