-- Whose a kept first answer is, so that erasing somebody empties it. Answers kept before this are dropped by their time.

-- +goose Up

ALTER TABLE first_answers ADD COLUMN patient_id TEXT NOT NULL DEFAULT '';

CREATE INDEX first_answers_of_patient ON first_answers (patient_id) WHERE patient_id <> '';
