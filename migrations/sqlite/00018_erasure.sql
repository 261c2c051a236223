-- A person can be erased. What is kept from being deleted is let go of a patient who stands in erasing, which is filled and
-- emptied in the transaction that erases them. The audit stays; what it keeps sealed of them can't be opened any more.

-- +goose Up

CREATE TABLE erasing (
  patient_id TEXT PRIMARY KEY
) STRICT;

DROP TRIGGER patient_keys_kept;

-- +goose StatementBegin
CREATE TRIGGER patient_keys_kept BEFORE DELETE ON patient_keys
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE e.patient_id = OLD.patient_id)
BEGIN
  SELECT RAISE(ABORT, 'a patient''s key is never deleted');
END;
-- +goose StatementEnd

DROP TRIGGER responses_kept;

-- +goose StatementBegin
CREATE TRIGGER responses_kept BEFORE DELETE ON responses
WHEN OLD.status <> 'in-progress' AND NOT EXISTS (SELECT 1 FROM erasing e WHERE e.patient_id = OLD.patient_id)
BEGIN
  SELECT RAISE(ABORT, 'a completed response is never deleted');
END;
-- +goose StatementEnd

DROP TRIGGER results_kept;

-- +goose StatementBegin
CREATE TRIGGER results_kept BEFORE DELETE ON results
WHEN NOT EXISTS (SELECT 1 FROM erasing e JOIN responses r ON r.patient_id = e.patient_id WHERE r.id = OLD.response_id)
BEGIN
  SELECT RAISE(ABORT, 'a result is never deleted');
END;
-- +goose StatementEnd

DROP TRIGGER alerts_kept;

-- +goose StatementBegin
CREATE TRIGGER alerts_kept BEFORE DELETE ON alerts
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE e.patient_id = OLD.patient_id)
BEGIN
  SELECT RAISE(ABORT, 'an alert is never deleted');
END;
-- +goose StatementEnd

DROP TRIGGER report_signatures_kept;

-- +goose StatementBegin
CREATE TRIGGER report_signatures_kept BEFORE DELETE ON report_signatures
WHEN NOT EXISTS (SELECT 1 FROM erasing e WHERE e.patient_id = OLD.patient_id)
BEGIN
  SELECT RAISE(ABORT, 'a signature is never deleted');
END;
-- +goose StatementEnd
