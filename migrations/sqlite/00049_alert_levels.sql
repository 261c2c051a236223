-- The list of alerts is found by their level too, so that a page of one level, or the count of what was left, reads no other; a
-- list of all levels takes from each in turn.

-- +goose Up

DROP INDEX alert_list_all;
DROP INDEX alert_list_all_form;
DROP INDEX alert_list_all_open;
DROP INDEX alert_list_all_escalated;
CREATE INDEX alert_list_all ON alert_list (level, raised_at, id);
CREATE INDEX alert_list_all_form ON alert_list (level, questionnaire, raised_at, id);
CREATE INDEX alert_list_all_open ON alert_list (level, raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_all_done ON alert_list (level, raised_at, id) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX alert_list_all_escalated ON alert_list (level, raised_at, id) WHERE escalated_at IS NOT NULL;

DROP INDEX alert_list_clinician;
DROP INDEX alert_list_clinician_form;
DROP INDEX alert_list_clinician_open;
DROP INDEX alert_list_clinician_escalated;
CREATE INDEX alert_list_clinician ON alert_list (clinician_id, level, raised_at, id);
CREATE INDEX alert_list_clinician_form ON alert_list (clinician_id, level, questionnaire, raised_at, id);
CREATE INDEX alert_list_clinician_open ON alert_list (clinician_id, level, raised_at, id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_clinician_done ON alert_list (clinician_id, level, raised_at, id) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX alert_list_clinician_escalated ON alert_list (clinician_id, level, raised_at, id) WHERE escalated_at IS NOT NULL;

DROP INDEX alert_list_team;
DROP INDEX alert_list_team_form;
DROP INDEX alert_list_team_open;
DROP INDEX alert_list_team_escalated;
CREATE INDEX alert_list_team ON alert_list (team_id, level, raised_at, id);
CREATE INDEX alert_list_team_form ON alert_list (team_id, level, questionnaire, raised_at, id);
CREATE INDEX alert_list_team_open ON alert_list (team_id, level, raised_at, id, clinician_id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_list_team_done ON alert_list (team_id, level, raised_at, id) WHERE acknowledged_at IS NOT NULL;
CREATE INDEX alert_list_team_escalated ON alert_list (team_id, level, raised_at, id) WHERE escalated_at IS NOT NULL;
