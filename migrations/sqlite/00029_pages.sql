-- Indexes of what every page counts and of the pages that list alerts and the audit, so that a page reads what is on it.

-- +goose Up

-- How many alerts are open of those whom somebody looks after, and which were left.
CREATE INDEX patients_alerts_of_team ON patients (team_id, open_alerts, urgent_since, prompt_since) WHERE open_alerts > 0;
CREATE INDEX patients_alerts_of_clinician ON patients (clinician_id, open_alerts, urgent_since, prompt_since) WHERE open_alerts > 0;

-- Who has open alerts, with all that the order of the work list needs.
DROP INDEX patients_by_alerts;
CREATE INDEX patients_alerts ON patients (open_alerts, urgent_since, prompt_since, id) WHERE open_alerts > 0;

-- The audit of somebody, of an action, or of both, by time.
DROP INDEX audit_by_actor;
DROP INDEX audit_by_action;
CREATE INDEX audit_by_actor ON audit_entries (actor, at);
CREATE INDEX audit_by_action ON audit_entries (action, at);
CREATE INDEX audit_by_actor_and_action ON audit_entries (actor, action, at);

-- What was answered at an encounter, and a patient's answers in the order in which programs read them.
CREATE INDEX responses_of_encounter ON responses (encounter_id, started_at, id);
CREATE INDEX responses_in_turn ON responses (patient_id, id) WHERE completed_at IS NOT NULL;
CREATE INDEX invitations_in_turn ON invitations (patient_id, id);
