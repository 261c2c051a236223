-- The list of alerts has an index for each way to narrow it, so that a page of it reads no alert that is not on the page: whose the
-- patients are (everybody's, a clinician's, a team's, both one's and the other's), how far the alerts have come, and one
-- questionnaire or any. A list of all states takes from the open and the acknowledged ones in turn, so that an alert that is raised is
-- written into eight of them.

-- +goose Up

DROP INDEX alert_list_all;
DROP INDEX alert_list_all_form;
CREATE INDEX alert_list_all_open_form ON alert_list (questionnaire, level, raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_all_done_form ON alert_list (questionnaire, level, raised_at, id) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX alert_list_all_escalated_form ON alert_list (questionnaire, level, raised_at, id) WHERE escalated_at IS NOT NULL;

DROP INDEX alert_list_clinician;
DROP INDEX alert_list_clinician_form;
CREATE INDEX alert_list_clinician_open_form ON alert_list (clinician_id, questionnaire, level, raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_clinician_done_form ON alert_list (clinician_id, questionnaire, level, raised_at, id) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX alert_list_clinician_escalated_form ON alert_list (clinician_id, questionnaire, level, raised_at, id) WHERE escalated_at IS NOT NULL;

DROP INDEX alert_list_team;
DROP INDEX alert_list_team_form;
CREATE INDEX alert_list_team_open_form ON alert_list (team_id, questionnaire, level, raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_team_done_form ON alert_list (team_id, questionnaire, level, raised_at, id) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX alert_list_team_escalated_form ON alert_list (team_id, questionnaire, level, raised_at, id) WHERE escalated_at IS NOT NULL;

CREATE INDEX alert_list_both_open ON alert_list (clinician_id, team_id, level, raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_both_done ON alert_list (clinician_id, team_id, level, raised_at, id) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX alert_list_both_escalated ON alert_list (clinician_id, team_id, level, raised_at, id) WHERE escalated_at IS NOT NULL;
CREATE INDEX alert_list_both_open_form ON alert_list (clinician_id, team_id, questionnaire, level, raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_both_done_form ON alert_list (clinician_id, team_id, questionnaire, level, raised_at, id) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX alert_list_both_escalated_form ON alert_list (clinician_id, team_id, questionnaire, level, raised_at, id) WHERE escalated_at IS NOT NULL;
