-- Teams, who is in them, and who looks after a patient. A clinician and a viewer see the patients who are theirs or of one
-- of their teams. So that nothing changes for a database from before, everybody in it becomes one team's.

-- +goose Up

CREATE TABLE teams (
  id         TEXT PRIMARY KEY CHECK (id <> ''),
  name       TEXT NOT NULL COLLATE NOCASE CHECK (name <> ''),
  created_at INTEGER NOT NULL,
  ended_at   INTEGER
) STRICT;

CREATE UNIQUE INDEX teams_by_name ON teams (name) WHERE ended_at IS NULL;

CREATE TABLE memberships (
  user_id TEXT NOT NULL REFERENCES users (id),
  team_id TEXT NOT NULL REFERENCES teams (id),
  PRIMARY KEY (user_id, team_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_of_team ON memberships (team_id, user_id);

ALTER TABLE patients ADD COLUMN clinician_id TEXT REFERENCES users (id);
ALTER TABLE patients ADD COLUMN team_id TEXT REFERENCES teams (id);

CREATE INDEX patients_of_team ON patients (team_id) WHERE team_id IS NOT NULL;

INSERT INTO teams (id, name, created_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'Clinic', CAST(strftime('%s', 'now') AS INTEGER) * 1000000);

INSERT INTO memberships (user_id, team_id) SELECT id, '00000000-0000-7000-8000-000000000001' FROM users;
UPDATE patients SET team_id = '00000000-0000-7000-8000-000000000001';

-- +goose StatementBegin
CREATE TRIGGER teams_end_empty BEFORE UPDATE OF ended_at ON teams
WHEN NEW.ended_at IS NOT NULL AND EXISTS (SELECT 1 FROM patients p WHERE p.team_id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'a team that looks after patients does not end');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER teams_ended BEFORE UPDATE ON teams
WHEN OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'an ended team never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER teams_kept BEFORE DELETE ON teams
BEGIN
  SELECT RAISE(ABORT, 'a team is never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER patients_to_open_team BEFORE UPDATE OF team_id ON patients
WHEN NEW.team_id IS NOT NULL AND NEW.team_id IS NOT OLD.team_id AND EXISTS (SELECT 1 FROM teams t WHERE t.id = NEW.team_id AND t.ended_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'an ended team looks after nobody');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER patients_in_open_team BEFORE INSERT ON patients
WHEN NEW.team_id IS NOT NULL AND EXISTS (SELECT 1 FROM teams t WHERE t.id = NEW.team_id AND t.ended_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'an ended team looks after nobody');
END;
-- +goose StatementEnd
