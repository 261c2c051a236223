-- What staff note beside single questions of an interview: sealed with the answers, and frozen with them.

-- +goose Up

ALTER TABLE responses ADD COLUMN notes BLOB CHECK (substr(notes, 1, 1) = x'01' AND length(notes) >= 73 AND length(notes) % 32 = 9);

-- +goose StatementBegin
CREATE TRIGGER responses_notes_frozen BEFORE UPDATE OF notes ON responses
WHEN OLD.status <> 'in-progress' AND NEW.notes IS NOT OLD.notes
BEGIN
  SELECT RAISE(ABORT, 'a completed response never changes');
END;
-- +goose StatementEnd
