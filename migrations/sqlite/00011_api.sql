-- What programs come in with: tokens, kept by their hash alone, and the first answer to every request that a program
-- may send again. An answer is sealed with the key that came with the request, which is not kept.

-- +goose Up

CREATE TABLE tokens (
  id                 TEXT PRIMARY KEY CHECK (id <> ''),
  user_id            TEXT NOT NULL REFERENCES users (id),
  name               TEXT NOT NULL CHECK (name <> ''),
  token_hash         BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  scope              TEXT NOT NULL CHECK (scope <> ''), -- actions with a space between; never everything by being empty
  session_generation INTEGER NOT NULL CHECK (session_generation >= 0),
  created_at         INTEGER NOT NULL,
  expires_at         INTEGER NOT NULL CHECK (expires_at > created_at),
  revoked_at         INTEGER
) STRICT;

CREATE INDEX tokens_of_user ON tokens (user_id, id);

CREATE TABLE first_answers (
  user_id     TEXT NOT NULL REFERENCES users (id),
  key_hash    BLOB NOT NULL CHECK (length(key_hash) = 32),
  request_mac BLOB NOT NULL CHECK (length(request_mac) = 32), -- of what was asked
  answer      BLOB NOT NULL,                                  -- sealed
  kept_until  INTEGER NOT NULL,
  PRIMARY KEY (user_id, key_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX first_answers_by_end ON first_answers (kept_until);
