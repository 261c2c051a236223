-- What is written freely about a patient's plans is sealed like everything else of theirs: what a plan is called, and how
-- they agreed to get e-mails. seal_text_under is this program's own: it seals with a key that is kept already.

-- +goose Up

INSERT INTO chores SELECT 'scrub' WHERE EXISTS (SELECT 1 FROM plans) OR EXISTS (SELECT 1 FROM mail_consents) ON CONFLICT DO NOTHING;

DROP TRIGGER plans_ended;

ALTER TABLE plans ADD COLUMN name_sealed BLOB CHECK (substr(name_sealed, 1, 1) = x'01' AND length(name_sealed) >= 73 AND length(name_sealed) % 32 = 9);
UPDATE plans SET name_sealed = (SELECT seal_text_under(k.key_id, k.wrapped, k.patient_id, 'plans.name', plans.id, plans.name)
  FROM patient_keys k WHERE k.patient_id = plans.patient_id);
ALTER TABLE plans DROP COLUMN name;
ALTER TABLE plans RENAME COLUMN name_sealed TO name;

-- +goose StatementBegin
CREATE TRIGGER plans_ended BEFORE UPDATE ON plans
WHEN OLD.state = 'ended' OR NEW.id <> OLD.id OR NEW.patient_id <> OLD.patient_id OR NEW.schedule <> OLD.schedule OR NEW.name IS NOT OLD.name
BEGIN
  SELECT RAISE(ABORT, 'a plan keeps its name and schedule, and an ended one never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER plans_named BEFORE INSERT ON plans
WHEN NEW.name IS NULL
BEGIN
  SELECT RAISE(ABORT, 'a plan has a name');
END;
-- +goose StatementEnd

DROP TRIGGER mail_consents_withdrawn_once;

ALTER TABLE mail_consents ADD COLUMN how_sealed BLOB CHECK (substr(how_sealed, 1, 1) = x'01' AND length(how_sealed) >= 73 AND length(how_sealed) % 32 = 9);
UPDATE mail_consents SET how_sealed = (SELECT seal_text_under(k.key_id, k.wrapped, k.patient_id, 'mail_consents.how', mail_consents.id, mail_consents.how)
  FROM patient_keys k WHERE k.patient_id = mail_consents.patient_id);
ALTER TABLE mail_consents DROP COLUMN how;
ALTER TABLE mail_consents RENAME COLUMN how_sealed TO how;

-- +goose StatementBegin
CREATE TRIGGER mail_consents_withdrawn_once BEFORE UPDATE ON mail_consents
WHEN OLD.withdrawn_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.patient_id <> OLD.patient_id OR NEW.version <> OLD.version
  OR NEW.how IS NOT OLD.how OR NEW.given_at <> OLD.given_at OR NEW.given_to <> OLD.given_to
BEGIN
  SELECT RAISE(ABORT, 'a consent changes once, when it is withdrawn');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER mail_consents_told BEFORE INSERT ON mail_consents
WHEN NEW.how IS NULL
BEGIN
  SELECT RAISE(ABORT, 'a consent says how it was given');
END;
-- +goose StatementEnd
