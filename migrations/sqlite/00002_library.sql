-- +goose Up

-- What a site did with questionnaire versions, step by step: a definition that was uploaded as a draft, its release, a
-- retirement (also of a shipped one) and its end, a wording that was added for a version and its withdrawal. What holds
-- now is the sum of the steps, so that nothing that was ever in use is lost.
-- Names no user by a foreign key: a step may have been made on the command line.
CREATE TABLE library_steps (
  seq           INTEGER PRIMARY KEY CHECK (seq >= 1),
  at            INTEGER NOT NULL,
  actor         TEXT NOT NULL CHECK (actor <> ''), -- a user's id, or console
  actor_name    TEXT NOT NULL,                     -- as it was then
  questionnaire TEXT NOT NULL CHECK (questionnaire <> ''),
  version       TEXT NOT NULL CHECK (version <> ''),
  step          TEXT NOT NULL CHECK (step IN ('upload', 'release', 'retire', 'restore', 'add-wording', 'withdraw-wording')),
  hash          TEXT NOT NULL CHECK (length(hash) = 64), -- the definition's; a wording's own where the step is about one
  content       BLOB,                                    -- the definition's file as it was sent, or the wording
  note          TEXT NOT NULL DEFAULT '',
  CHECK ((content IS NOT NULL) = (step IN ('upload', 'add-wording')))
) STRICT;

CREATE INDEX library_steps_of_version ON library_steps (questionnaire, version, seq);

-- +goose StatementBegin
CREATE TRIGGER library_steps_frozen BEFORE UPDATE ON library_steps
BEGIN
  SELECT RAISE(ABORT, 'a step of the library never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER library_steps_kept BEFORE DELETE ON library_steps
BEGIN
  SELECT RAISE(ABORT, 'a step of the library is never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER library_steps_released BEFORE INSERT ON library_steps
WHEN NEW.step IN ('upload', 'release') AND (
  EXISTS (SELECT 1 FROM library_steps s WHERE s.questionnaire = NEW.questionnaire AND s.version = NEW.version
    AND s.step = 'release' AND s.hash <> NEW.hash)
  OR EXISTS (SELECT 1 FROM definitions d WHERE d.questionnaire = NEW.questionnaire AND d.version = NEW.version AND d.hash <> NEW.hash))
BEGIN
  SELECT RAISE(ABORT, 'a released version never changes');
END;
-- +goose StatementEnd
