-- Indexes by which what is written and shown of one patient, and what every page counts, costs the same however much there
-- is beside it. The columns are in the order in which the statement that an index is for reads them.

-- +goose Up

-- store: tally. What is open, what was completed last, which link waits.
CREATE INDEX alerts_open_of_patient ON alerts (patient_id, level, raised_at) WHERE acknowledged_at IS NULL;
CREATE INDEX responses_standing ON responses (patient_id, completed_at, id, questionnaire) WHERE status = 'completed';
CREATE INDEX invitations_unfinished ON invitations (patient_id, expires_at) WHERE finished_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_finished ON invitations (patient_id, finished_at, created_at) WHERE finished_at IS NOT NULL;

-- store: NewestResults, one seek for each questionnaire that a patient ever answered.
CREATE INDEX responses_newest ON responses (patient_id, questionnaire, completed_at DESC, id) WHERE status = 'completed';

-- store: tallyDues.
CREATE INDEX occasions_by_state ON occasions (patient_id, state, due_on);
