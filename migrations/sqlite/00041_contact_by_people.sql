-- A contact is what people did. What a plan asks by itself is none: a plan without an end would keep a record for ever. Such
-- encounters and invitations name nobody who made them, from now on; of those before, an occasion says it. An appointment that came
-- and was not called off is a contact on its day, which the work of time counts once the day is over.

-- +goose Up

DROP TRIGGER encounters_contact;
DROP TRIGGER invitations_contact;

-- +goose StatementBegin
CREATE TRIGGER encounters_contact AFTER INSERT ON encounters
WHEN NEW.created_by IS NOT NULL
BEGIN
  UPDATE retentions SET last_contact_at = NEW.created_at, due_from = max(due_from, NEW.created_at)
    WHERE patient_id = NEW.patient_id AND last_contact_at < NEW.created_at;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER invitations_contact AFTER INSERT ON invitations
WHEN NEW.created_by IS NOT NULL
BEGIN
  UPDATE retentions SET last_contact_at = NEW.created_at, due_from = max(due_from, NEW.created_at)
    WHERE patient_id = NEW.patient_id AND last_contact_at < NEW.created_at;
END;
-- +goose StatementEnd

ALTER TABLE appointments ADD COLUMN counted INTEGER NOT NULL DEFAULT 0 CHECK (counted IN (0, 1)); -- as a contact, after its day

CREATE INDEX appointments_to_count ON appointments (on_date, id) WHERE cancelled_at IS NULL AND counted = 0;

UPDATE retentions SET last_contact_at = (SELECT max(p.created_at,
  coalesce((SELECT max(e.created_at) FROM encounters e WHERE e.patient_id = p.id
    AND NOT (e.mode = 'online' AND EXISTS (SELECT 1 FROM occasions o WHERE o.encounter_id = e.id))), 0),
  coalesce((SELECT max(i.created_at) FROM invitations i WHERE i.patient_id = p.id
    AND NOT EXISTS (SELECT 1 FROM occasions o WHERE o.invitation_id = i.id)), 0),
  coalesce((SELECT max(r.updated_at) FROM responses r WHERE r.patient_id = p.id AND r.amends IS NULL), 0),
  coalesce((SELECT max(t.created_at) FROM treatment_events t WHERE t.patient_id = p.id), 0),
  coalesce((SELECT max(a.created_at) FROM appointments a WHERE a.patient_id = p.id), 0),
  coalesce((SELECT max(c.given_at) FROM consents c WHERE c.patient_id = p.id), 0)) FROM patients p WHERE p.id = retentions.patient_id),
  due_from = 9223372036854775807
WHERE patient_id IN (SELECT o.patient_id FROM occasions o WHERE o.encounter_id IS NOT NULL);

-- What is kept for longer counts from so many years before the day until which it is kept, or from the last contact.
UPDATE retentions SET due_from = max(last_contact_at, CASE WHEN kept_until IS NULL THEN 0
  ELSE 1000000 * CAST(strftime('%s', kept_until / 1000000, 'unixepoch', '-' || coalesce((SELECT s.retention_years FROM site_settings s), 0) || ' years') AS INTEGER) END)
WHERE due_from = 9223372036854775807;
