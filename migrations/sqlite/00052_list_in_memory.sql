-- The work list is put in order, narrowed and counted in memory: of the patients' table only the rows of a page are read, by their
-- ids. What was written into its indexes with every answer is not needed any more. Those by team and by clinician stay, for what
-- programs read one after another by id.

-- +goose Up

DROP INDEX patients_alerts;
DROP INDEX patients_alerts_of_team;
DROP INDEX patients_alerts_of_clinician;

DROP INDEX patients_urgent;
DROP INDEX patients_urgent_of_team;
DROP INDEX patients_urgent_of_clinician;

DROP INDEX patients_prompt;
DROP INDEX patients_prompt_of_team;
DROP INDEX patients_prompt_of_clinician;

DROP INDEX patients_noticed;
DROP INDEX patients_noticed_of_team;
DROP INDEX patients_noticed_of_clinician;

DROP INDEX patients_due;
DROP INDEX patients_due_of_team;
DROP INDEX patients_due_of_clinician;
DROP INDEX patients_waiting;
DROP INDEX patients_waiting_of_team;
DROP INDEX patients_waiting_of_clinician;

DROP INDEX patients_unmet;
DROP INDEX patients_unmet_of_team;
DROP INDEX patients_unmet_of_clinician;
DROP INDEX patients_next;
DROP INDEX patients_next_of_team;
DROP INDEX patients_next_of_clinician;

DROP INDEX patients_begun;
DROP INDEX patients_begun_of_team;
DROP INDEX patients_begun_of_clinician;

DROP INDEX patients_answered;
DROP INDEX patients_answered_of_team;
DROP INDEX patients_answered_of_clinician;

DROP INDEX patients_by_questionnaire;
