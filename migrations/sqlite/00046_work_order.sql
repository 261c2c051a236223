-- The work list in the order of its work: open alerts, then who is overdue, due, in progress and done today, each found in its
-- order by an index, of everybody, of a team and of a clinician. What plans ask is a column of the patient's row like the rest
-- that the order is made of, so that one row says where its patient stands.

-- +goose Up

ALTER TABLE patients ADD COLUMN next_due TEXT;    -- the first day of what plans have planned or open; written by tallyDues
ALTER TABLE patients ADD COLUMN unmet_since TEXT; -- the due day of the first that is open, or was missed after the last one that was answered
UPDATE patients SET (next_due, unmet_since) = (SELECT d.next_due, d.unmet_since FROM dues d WHERE d.patient_id = patients.id)
WHERE id IN (SELECT patient_id FROM dues);
DROP TABLE dues;

-- How many somebody looks after, and who they are in the order in which they were added.
DROP INDEX patients_of_team;
DROP INDEX patients_of_clinician;
CREATE INDEX patients_of_team ON patients (team_id, id, clinician_id) WHERE team_id IS NOT NULL;
CREATE INDEX patients_of_clinician ON patients (clinician_id, id, team_id) WHERE clinician_id IS NOT NULL;

DROP INDEX patients_alerts_of_team;
DROP INDEX patients_alerts_of_clinician;
CREATE INDEX patients_alerts_of_team ON patients (team_id, open_alerts, urgent_since, prompt_since, id, clinician_id) WHERE open_alerts > 0;
CREATE INDEX patients_alerts_of_clinician ON patients (clinician_id, open_alerts, urgent_since, prompt_since, id, team_id) WHERE open_alerts > 0;

CREATE INDEX patients_urgent ON patients (urgent_since, id) WHERE urgent_since IS NOT NULL;
CREATE INDEX patients_urgent_of_team ON patients (team_id, urgent_since, id) WHERE urgent_since IS NOT NULL;
CREATE INDEX patients_urgent_of_clinician ON patients (clinician_id, urgent_since, id) WHERE urgent_since IS NOT NULL;

CREATE INDEX patients_prompt ON patients (prompt_since, id) WHERE prompt_since IS NOT NULL;
CREATE INDEX patients_prompt_of_team ON patients (team_id, prompt_since, id) WHERE prompt_since IS NOT NULL;
CREATE INDEX patients_prompt_of_clinician ON patients (clinician_id, prompt_since, id) WHERE prompt_since IS NOT NULL;

-- Those with no other open alerts than notices.
CREATE INDEX patients_noticed ON patients (open_alerts DESC, id) WHERE open_alerts > 0 AND urgent_since IS NULL AND prompt_since IS NULL;
CREATE INDEX patients_noticed_of_team ON patients (team_id, open_alerts DESC, id) WHERE open_alerts > 0 AND urgent_since IS NULL AND prompt_since IS NULL;
CREATE INDEX patients_noticed_of_clinician ON patients (clinician_id, open_alerts DESC, id) WHERE open_alerts > 0 AND urgent_since IS NULL AND prompt_since IS NULL;

-- By a link: when it ends, and since when it waits. patients_due and patients_waiting have everybody's.
CREATE INDEX patients_due_of_team ON patients (team_id, waiting_until, id, clinician_id) WHERE waiting_until IS NOT NULL;
CREATE INDEX patients_due_of_clinician ON patients (clinician_id, waiting_until, id, team_id) WHERE waiting_until IS NOT NULL;
CREATE INDEX patients_waiting_of_team ON patients (team_id, waiting_since, id) WHERE waiting_since IS NOT NULL;
CREATE INDEX patients_waiting_of_clinician ON patients (clinician_id, waiting_since, id) WHERE waiting_since IS NOT NULL;

-- By a plan. That the link waits too is in them, because who is both is counted once.
CREATE INDEX patients_unmet ON patients (unmet_since, id, waiting_until) WHERE unmet_since IS NOT NULL;
CREATE INDEX patients_unmet_of_team ON patients (team_id, unmet_since, id, waiting_until, clinician_id) WHERE unmet_since IS NOT NULL;
CREATE INDEX patients_unmet_of_clinician ON patients (clinician_id, unmet_since, id, waiting_until, team_id) WHERE unmet_since IS NOT NULL;
CREATE INDEX patients_next ON patients (next_due, id, waiting_until) WHERE next_due IS NOT NULL;
CREATE INDEX patients_next_of_team ON patients (team_id, next_due, id, waiting_until, clinician_id) WHERE next_due IS NOT NULL;
CREATE INDEX patients_next_of_clinician ON patients (clinician_id, next_due, id, waiting_until, team_id) WHERE next_due IS NOT NULL;

DROP INDEX patients_begun;
CREATE INDEX patients_begun ON patients (begun_at, id, begun_until) WHERE begun_at IS NOT NULL;
CREATE INDEX patients_begun_of_team ON patients (team_id, begun_at, id, begun_until, clinician_id) WHERE begun_at IS NOT NULL;
CREATE INDEX patients_begun_of_clinician ON patients (clinician_id, begun_at, id, begun_until, team_id) WHERE begun_at IS NOT NULL;

-- By the latest answers. patients_by_answer had everybody's, those with none too.
DROP INDEX patients_by_answer;
CREATE INDEX patients_answered ON patients (last_completed_at DESC, id) WHERE last_completed_at IS NOT NULL;
CREATE INDEX patients_answered_of_team ON patients (team_id, last_completed_at DESC, id, clinician_id) WHERE last_completed_at IS NOT NULL;
CREATE INDEX patients_answered_of_clinician ON patients (clinician_id, last_completed_at DESC, id, team_id) WHERE last_completed_at IS NOT NULL;

-- What was the order by open alerts has them first still, and then the rest of the work.
UPDATE saved_views SET query = replace(query, 'sort=alerts', 'sort=work') WHERE instr(query, 'sort=alerts') > 0;
