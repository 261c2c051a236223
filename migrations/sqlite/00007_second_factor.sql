-- What members of staff show beside their password: the codes of an app, recovery codes and passkeys.

-- +goose Up

-- One app a member of staff. Its key is sealed with a key that is kept outside the database.
CREATE TABLE totp_keys (
  user_id    TEXT PRIMARY KEY REFERENCES users (id),
  sealed     BLOB NOT NULL,
  last_step  INTEGER NOT NULL CHECK (last_step >= 0), -- the last 30 seconds whose code was accepted: each works once
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT;

CREATE TABLE recovery_codes (
  user_id    TEXT NOT NULL REFERENCES users (id),
  code_hash  BLOB NOT NULL CHECK (length(code_hash) = 32),
  created_at INTEGER NOT NULL,
  used_at    INTEGER, -- each works once
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
  id            TEXT PRIMARY KEY CHECK (id <> ''),
  user_id       TEXT NOT NULL REFERENCES users (id),
  credential_id BLOB NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
  name          TEXT NOT NULL CHECK (name <> ''),
  record        TEXT NOT NULL, -- JSON: the public key and how far it has counted
  copied        INTEGER NOT NULL DEFAULT 0 CHECK (copied IN (0, 1)), -- it counted no further than before: it may have been copied, and opens nothing
  created_at    INTEGER NOT NULL,
  used_at       INTEGER
) STRICT;

CREATE INDEX passkeys_of_user ON passkeys (user_id, created_at);
