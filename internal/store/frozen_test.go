package store

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// What must never change is held by the database, also against statements that this program never makes.
func TestFrozenRows(t *testing.T) {
	s := open(t)
	u, p, e := seed(t, s, 1)
	complete(t, s, response(e, "done"))
	_, _, other := seed(t, s, 2)
	do(t, s, func(tx *Tx) error { return tx.CreateResponse(response(other, "begun")) })
	do(t, s, func(tx *Tx) error {
		for _, id := range []string{"a1", "a2"} {
			a := clinic.Alert{ID: clinic.AlertID(id), PatientID: p.ID, ResponseID: "done", Questionnaire: mood, Flag: q.FlagID("of-" + id), Level: "urgent", Text: "t", RaisedAt: noon}
			if _, err := tx.RaiseAlert(a); err != nil {
				return err
			}
		}
		if err := tx.AcknowledgeAlert("a1", Acknowledgement{u.ID, noon.Add(time.Hour), ""}); err != nil {
			return err
		}
		return tx.AppendAudit(audit.Entry{At: noon, Action: "test"}, []byte("key"))
	})
	tests := []struct{ statement, want string }{
		{"UPDATE responses SET answers = (SELECT answers FROM responses WHERE id = 'begun') WHERE id = 'done'", "never changes"},
		{"UPDATE responses SET status = 'in-progress', completed_at = NULL WHERE id = 'done'", "never changes"},
		{"UPDATE responses SET status = 'amended', reason = answers WHERE id = 'done'", "never changes"},
		{"UPDATE responses SET completed_at = 1 WHERE id = 'done'", "never changes"},
		{"DELETE FROM responses WHERE id = 'done'", "never deleted"},
		{"INSERT OR REPLACE INTO responses SELECT id, encounter_id, patient_id, questionnaire, version, hash, status, language, entered_by, started_at, updated_at, completed_at, amends, reason, revision, answers, '', NULL FROM responses WHERE id = 'done'", "never deleted"},
		{"UPDATE responses SET encounter_id = 'e2', patient_id = 'p2', questionnaire = 'x' WHERE id = 'begun'", "never moves"},
		{"UPDATE responses SET patient_id = 'p1' WHERE id = 'begun'", "never moves"},
		{"INSERT INTO responses SELECT 'stray', encounter_id, 'p1', 'other', version, hash, status, language, entered_by, started_at, updated_at, completed_at, amends, reason, revision, answers, '', NULL FROM responses WHERE id = 'begun'", "FOREIGN KEY"},
		{"INSERT INTO responses SELECT 'stray', encounter_id, patient_id, questionnaire, version, hash, 'in-progress', language, entered_by, started_at, updated_at, NULL, 'begun', answers, revision, answers, '', NULL FROM responses WHERE id = 'begun'", "amends a completed"},
		{"UPDATE responses SET hash = replace(hex(zeroblob(32)), '00', 'ab') WHERE id = 'begun'", "FOREIGN KEY"},
		{"UPDATE responses SET answers = CAST('[]' AS BLOB) WHERE id = 'begun'", "CHECK"},
		{"UPDATE responses SET status = 'completed' WHERE id = 'begun'", "CHECK"},
		{"UPDATE results SET result = '{}'", "never changes"},
		{"DELETE FROM results", "never deleted"},
		{"INSERT OR REPLACE INTO results SELECT response_id, questionnaire, version, hash, 'x', completed_at, result FROM results", "never deleted"},
		{"INSERT INTO results SELECT 'begun', questionnaire, version, hash, engine, completed_at, result FROM results", "of a completed response"},
		{"UPDATE definitions SET content = x'00'", "never changes"},
		{"DELETE FROM definitions", "never deleted"},
		{"UPDATE alerts SET note = x'01' WHERE id = 'a1'", "changes once"},
		{"UPDATE alerts SET text = 'x' WHERE id = 'a2'", "changes once"},
		{"DELETE FROM alerts", "never deleted"},
		{"INSERT INTO alerts SELECT 'a3', 'p2', response_id, questionnaire, version, 'z', level, text, raised_at, NULL, NULL, NULL FROM alerts WHERE id = 'a2'", "of its response's patient"},
		{"UPDATE audit_entries SET actor = 'x'", "never changes"},
		{"DELETE FROM audit_entries", "never deleted"},
		{"INSERT OR REPLACE INTO audit_entries SELECT seq, at, 'x', role, action, patient, subject, why, origin, prev, hash, sealed FROM audit_entries", "never deleted"},
		{"UPDATE patients SET record_key = (SELECT record_key FROM patients WHERE id = 'p2') WHERE id = 'p1'", "UNIQUE"},
		{"DELETE FROM patients WHERE id = 'p1'", "FOREIGN KEY"},
		{"UPDATE patients SET name = 'Plain'", "TEXT"},
		{"UPDATE patients SET name = CAST('Plain' AS BLOB)", "CHECK"},
		{"UPDATE patients SET record_number = CAST(printf('%0105d', 7) AS BLOB)", "CHECK"},
		{"UPDATE patients SET phone = substr(phone, 1, 72)", "CHECK"},
		{"UPDATE patients SET record_key = CAST('R-1' AS BLOB)", "CHECK"},
		{"UPDATE alerts SET note = CAST('Plain' AS BLOB) WHERE id = 'a2'", "CHECK"},
		{"INSERT INTO sessions VALUES (zeroblob(32), CAST('a name' AS BLOB), 1)", "CHECK"},
		{"DELETE FROM patient_keys", "never"},
	}
	for _, test := range tests {
		err := try(t, s, func(tx *Tx) error { return tx.db.Exec(test.statement).Error })
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s\ngot %v, want an error that says %q", test.statement, err, test.want)
		}
	}
	same(t, "status after all of it", read(t, s, func(tx *Tx) (clinic.Response, error) { return tx.GetResponse("done") }).Status, clinic.Completed)
}
