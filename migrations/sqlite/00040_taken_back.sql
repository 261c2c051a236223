-- Somebody who took back their agreement to being asked by link is not asked, and does not count as due. The newest agreement says
-- so; taken_back_at repeats it in the patient's row, for the list, until staff note that the person may be asked again.

-- +goose Up

ALTER TABLE consents ADD COLUMN asked_again_at INTEGER; -- when staff noted that the person wants to be asked for a new one
ALTER TABLE consents ADD COLUMN asked_again_by TEXT REFERENCES users (id);

DROP TRIGGER consents_frozen;

-- +goose StatementBegin
CREATE TRIGGER consents_frozen BEFORE UPDATE ON consents
WHEN NEW.id IS NOT OLD.id OR NEW.patient_id IS NOT OLD.patient_id OR NEW.encounter_id IS NOT OLD.encounter_id OR NEW.version IS NOT OLD.version
  OR NEW.hash IS NOT OLD.hash OR NEW.language IS NOT OLD.language OR NEW.given_at IS NOT OLD.given_at
  OR NEW.withdrawn_at IS NULL
  OR OLD.withdrawn_at IS NULL AND NEW.asked_again_at IS NOT NULL
  OR OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NOT OLD.withdrawn_at OR NEW.withdrawn_by IS NOT OLD.withdrawn_by
    OR OLD.asked_again_at IS NOT NULL OR NEW.asked_again_at IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'of a consent only its withdrawal is written, once, and then that its person may be asked again, once');
END;
-- +goose StatementEnd

ALTER TABLE patients ADD COLUMN taken_back_at INTEGER;

UPDATE patients SET taken_back_at = (SELECT c.withdrawn_at FROM consents c WHERE c.patient_id = patients.id ORDER BY c.given_at DESC, c.id DESC LIMIT 1);

UPDATE patients SET waiting_since = NULL, waiting_until = NULL WHERE taken_back_at IS NOT NULL;

-- What staff are entering goes on: it is not asked by link.
UPDATE patients SET
  (begun_at, begun_until) = (SELECT r.started_at, NULL FROM responses r
    WHERE r.patient_id = patients.id AND r.completed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.encounter_id = r.encounter_id)
    ORDER BY r.started_at DESC LIMIT 1)
WHERE taken_back_at IS NOT NULL AND begun_at IS NOT NULL;

UPDATE dues SET next_due = NULL, unmet_since = NULL WHERE patient_id IN (SELECT id FROM patients WHERE taken_back_at IS NOT NULL);
