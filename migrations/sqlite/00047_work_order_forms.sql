-- Who answered a questionnaire last is counted by an index also where it is one team's or one clinician's patients.

-- +goose Up

DROP INDEX patients_by_questionnaire;
CREATE INDEX patients_by_questionnaire ON patients (last_questionnaire, last_completed_at DESC, id, clinician_id, team_id) WHERE last_questionnaire IS NOT NULL;
