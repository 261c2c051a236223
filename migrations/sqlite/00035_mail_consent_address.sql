-- A consent to e-mail is for the address it was given for: another one has to be agreed to anew. Consents from before are taken to be
-- for the address that is recorded now. seal_copy_under is this program's own: it seals anew what is sealed in another place.

-- +goose Up

DROP TRIGGER mail_consents_withdrawn_once;
DROP TRIGGER mail_consents_told;

ALTER TABLE mail_consents ADD COLUMN address BLOB CHECK (substr(address, 1, 1) = x'01' AND length(address) >= 73 AND length(address) % 32 = 9);
UPDATE mail_consents SET address = (SELECT seal_copy_under(k.key_id, k.wrapped, k.patient_id, 'patients.email', p.id, p.email, 'mail_consents.address', mail_consents.id)
  FROM patient_keys k JOIN patients p ON p.id = k.patient_id WHERE k.patient_id = mail_consents.patient_id);

-- +goose StatementBegin
CREATE TRIGGER mail_consents_withdrawn_once BEFORE UPDATE ON mail_consents
WHEN OLD.withdrawn_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.patient_id <> OLD.patient_id OR NEW.version <> OLD.version
  OR NEW.how IS NOT OLD.how OR NEW.address IS NOT OLD.address OR NEW.given_at <> OLD.given_at OR NEW.given_to <> OLD.given_to
BEGIN
  SELECT RAISE(ABORT, 'a consent changes once, when it is withdrawn');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER mail_consents_told BEFORE INSERT ON mail_consents
WHEN NEW.how IS NULL OR NEW.address IS NULL
BEGIN
  SELECT RAISE(ABORT, 'a consent says how it was given, and for which address');
END;
-- +goose StatementEnd
