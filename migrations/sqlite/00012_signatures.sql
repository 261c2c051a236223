-- +goose Up

-- A signature of a patient's record: who, in what meaning, when, over which digest, and the receipt of the record as it
-- was then (compressed, and sealed with the patient's key), so that it can be given out again exactly as it was signed. The server's key bears witness to all of
-- it, so that a change of any column shows.
CREATE TABLE report_signatures (
  id          TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id  TEXT NOT NULL REFERENCES patients (id),
  digest      TEXT NOT NULL CHECK (length(digest) = 64),
  receipt     BLOB NOT NULL CHECK (substr(receipt, 1, 1) = x'01' AND length(receipt) >= 73 AND length(receipt) % 32 = 9),
  signer      TEXT NOT NULL REFERENCES users (id),
  signer_name TEXT NOT NULL CHECK (signer_name <> ''), -- as it was then
  role        TEXT NOT NULL CHECK (role <> ''),
  meaning     TEXT NOT NULL CHECK (meaning IN ('author', 'reviewed', 'approved')),
  confirmed   TEXT NOT NULL CHECK (confirmed IN ('password', 'passkey')),
  signed_at   INTEGER NOT NULL,
  public_key  BLOB NOT NULL CHECK (length(public_key) = 32),
  signature   BLOB NOT NULL CHECK (length(signature) = 64),
  UNIQUE (patient_id, digest, signer, meaning)
) STRICT;

CREATE INDEX report_signatures_of_patient ON report_signatures (patient_id, signed_at);

-- +goose StatementBegin
CREATE TRIGGER report_signatures_frozen BEFORE UPDATE ON report_signatures
BEGIN
  SELECT RAISE(ABORT, 'a signature never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER report_signatures_kept BEFORE DELETE ON report_signatures
BEGIN
  SELECT RAISE(ABORT, 'a signature is never deleted');
END;
-- +goose StatementEnd

-- The audit's page looks through the whole trail, by who did it and by what was done.
CREATE INDEX audit_by_actor ON audit_entries (actor, seq);
CREATE INDEX audit_by_action ON audit_entries (action, seq);
