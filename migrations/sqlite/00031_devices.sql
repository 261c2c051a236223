-- The devices on which a link goes on once answers were saved, and how often a wrong birth date was given for a link. Of a
-- device only a hash is kept, of its cookie and the invitation's id together: nobody can tell from two rows that they are one
-- device's. Both go with the end of the link.

-- +goose Up

CREATE TABLE devices (
  device_hash   BLOB PRIMARY KEY CHECK (length(device_hash) = 32),
  invitation_id TEXT NOT NULL REFERENCES invitations (id),
  patient_id    TEXT NOT NULL REFERENCES patients (id),
  let_in_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX devices_of_invitation ON devices (invitation_id);
CREATE INDEX devices_of_patient ON devices (patient_id);

CREATE TABLE birth_date_tries (
  invitation_id TEXT PRIMARY KEY REFERENCES invitations (id),
  patient_id    TEXT NOT NULL REFERENCES patients (id),
  wrong         INTEGER NOT NULL CHECK (wrong >= 1),
  wait_until    INTEGER NOT NULL -- before which no birth date is looked at
) STRICT, WITHOUT ROWID;

CREATE INDEX birth_date_tries_of_patient ON birth_date_tries (patient_id);
