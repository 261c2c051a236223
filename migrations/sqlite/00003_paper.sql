-- Answers that come in on paper. Each form that is entered has a key, so that a page that is sent twice is kept once.
-- SQLite can't change a CHECK, so the table is made anew; what refers to it is held to it again when this commits.

-- +goose Up

PRAGMA defer_foreign_keys = ON;

CREATE TABLE encounters_before AS SELECT * FROM encounters;
DROP TABLE encounters;

CREATE TABLE encounters (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  patient_id TEXT NOT NULL REFERENCES patients (id),
  mode       TEXT NOT NULL CHECK (mode IN ('online', 'in-person', 'paper')),
  battery    TEXT NOT NULL CHECK (json_valid(battery) AND json_type(battery) = 'array'),
  created_by TEXT REFERENCES users (id),
  created_at INTEGER NOT NULL,
  entry_key  TEXT UNIQUE CHECK (length(entry_key) BETWEEN 16 AND 64), -- of the page on which a paper form was entered
  UNIQUE (id, patient_id), -- so that whatever belongs to an encounter can't name another patient
  CHECK ((mode = 'paper') = (entry_key IS NOT NULL))
) STRICT;

INSERT INTO encounters (id, patient_id, mode, battery, created_by, created_at)
SELECT id, patient_id, mode, battery, created_by, created_at FROM encounters_before;
DROP TABLE encounters_before;

CREATE INDEX encounters_of_patient ON encounters (patient_id, created_at);
