package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/scoring"
)

// statements remembers what was run, with its values.
type statements struct {
	logger.Interface
	ran []string
}

func (s *statements) Trace(_ context.Context, _ time.Time, statement func() (string, int64), _ error) {
	text, _ := statement()
	s.ran = append(s.ran, text)
}

// What is read while somebody waits is found through an index and comes in its order, but for rows of the same moment;
// nothing reads a whole table.
func TestQueriesFollowIndexes(t *testing.T) {
	s := open(t)
	ignore := func(clinic.Response, *scoring.Result, clinic.Patient, clinic.Mode) error { return nil }
	tests := map[string]struct {
		read  func(tx *Tx) error
		index string
	}{
		"caseload by name": {func(tx *Tx) error { _, err := tx.Caseload(CaseloadQuery{Visible: everybody}); return err }, "autoindex_patients"},
		"caseload by answer": {func(tx *Tx) error {
			_, err := tx.Caseload(CaseloadQuery{Visible: everybody, Sort: ByLastAnswer})
			return err
		}, "patients_by_answer"},
		"caseload by alerts": {func(tx *Tx) error {
			_, err := tx.Caseload(CaseloadQuery{Visible: everybody, Sort: ByOpenAlerts})
			return err
		}, "patients_alerts"},
		"patients with alerts": {func(tx *Tx) error {
			_, err := tx.Caseload(CaseloadQuery{Visible: everybody, Filter: WithAlerts, Sort: ByOpenAlerts})
			return err
		}, "patients_alerts"},
		"patients waiting": {func(tx *Tx) error {
			_, err := tx.Caseload(CaseloadQuery{Visible: everybody, Sort: ByWaiting})
			return err
		}, "patients_waiting"},
		"done today": {func(tx *Tx) error {
			_, err := tx.Caseload(CaseloadQuery{Visible: everybody, Filter: DoneToday, Sort: ByLastAnswer})
			return err
		}, "patients_by_answer"},
		"in progress": {func(tx *Tx) error {
			_, err := tx.Caseload(CaseloadQuery{Visible: everybody, Filter: InProgress, Sort: ByBegun})
			return err
		}, "patients_begun"},
		"answered last": {func(tx *Tx) error {
			_, err := tx.Caseload(CaseloadQuery{Visible: everybody, Questionnaire: "mood", Sort: ByLastAnswer})
			return err
		}, "patients_by_questionnaire"},
		"without a glance":     {func(tx *Tx) error { _, err := tx.WithoutGlance(5); return err }, "patients_without_glance"},
		"left alerts":          {func(tx *Tx) error { _, err := tx.CountLeftAlerts(everybody, LeftBefore{}); return err }, "alerts_waiting"},
		"open alerts":          {func(tx *Tx) error { _, err := tx.OpenAlerts(everybody, 5); return err }, "alerts_open"},
		"count of open alerts": {func(tx *Tx) error { _, err := tx.CountOpenAlerts(everybody); return err }, "alerts_open"},
		"alerts of a patient":  {func(tx *Tx) error { _, err := tx.AlertsOf("p"); return err }, "alerts_of_patient"},
		"export": {func(tx *Tx) error {
			return tx.EachCompleted(CompletedFilter{Visible: everybody, Questionnaire: "mood", From: noon}, ignore)
		}, "responses_of_questionnaire"},
		"results of a patient": {func(tx *Tx) error { _, err := tx.ResultsOf("p"); return err }, "responses_standing"},
		"first response":       {func(tx *Tx) error { _, _, err := tx.FindResponse("e", "mood"); return err }, "responses_first"},
		"correction":           {func(tx *Tx) error { _, _, err := tx.FindCorrection("r"); return err }, "responses_correction"},
		"link":                 {func(tx *Tx) error { _, _, err := tx.FindInvitationByTokenHash([]byte("x")); return err }, "invitations"},
		"record number":        {func(tx *Tx) error { _, _, err := tx.FindPatientByRecordNumber("x"); return err }, "(record_key=?)"},
		"encounters":           {func(tx *Tx) error { _, err := tx.EncountersOf("p"); return err }, "encounters_of_patient"},
		"audit of an actor":    {func(tx *Tx) error { _, err := tx.AuditFound(AuditFilter{Actor: "a", Before: 9}, 5); return err }, "audit_by_actor"},
		"audit of an action":   {func(tx *Tx) error { _, err := tx.AuditFound(AuditFilter{Action: "a"}, 5); return err }, "audit_by_action"},
		"audit of a patient":   {func(tx *Tx) error { _, err := tx.AuditFound(AuditFilter{Patient: "p"}, 5); return err }, "audit_entries_of_patient"},
		"head of the audit":    {func(tx *Tx) error { _, _, err := tx.FindLastAudit(); return err }, "audit_entries"},
		"audit":                {func(tx *Tx) error { return tx.EachAudit(func(audit.Entry) error { return nil }) }, "audit_entries"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			log := &statements{Interface: logger.Discard}
			if err := test.read(&Tx{db: s.reader.Session(&gorm.Session{Logger: log}), sealing: s.sealing}); err != nil {
				t.Fatal(err)
			}
			plan := ""
			for _, statement := range log.ran {
				if !strings.Contains(statement, "seal_state") { // it has one row
					plan += planOf(t, s, statement)
				}
			}
			inOrderOfSeq := strings.HasPrefix(test.index, "audit_entries") // where the table itself is the index
			if !strings.Contains(plan, test.index) || strings.Contains(plan, "TEMP B-TREE FOR ORDER BY") ||
				(!inOrderOfSeq && !strings.Contains(plan, "INDEX")) {
				t.Errorf("%s\ngot the plan\n%swant one that follows %s, without sorting", strings.Join(log.ran, "\n"), plan, test.index)
			}
		})
	}
}

// What is due or overdue is found by two indexes and then put in order; nothing else is read for it. Nor is for a clinician
// anything but their own and their teams' patients, and a tag's.
func TestWorkListReadsWhatItLists(t *testing.T) {
	s := open(t)
	tests := map[string]struct {
		query CaseloadQuery
		want  []string
	}{
		"due":     {CaseloadQuery{Visible: everybody, Filter: Due, Sort: ByEnd}, []string{"patients_due", "dues_next"}},
		"overdue": {CaseloadQuery{Visible: everybody, Filter: Overdue, Sort: ByEnd}, []string{"patients_due", "dues_unmet"}},
		"a tag":   {CaseloadQuery{Visible: everybody, Tag: "t"}, []string{"patients_of_tag"}},
		"a clinician": {CaseloadQuery{Visible: clinic.Visible{Clinician: "u", Teams: []clinic.TeamID{"t"}}},
			[]string{"patients_of_clinician", "patients_of_team"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			log := &statements{Interface: logger.Discard}
			if _, err := (&Tx{db: s.reader.Session(&gorm.Session{Logger: log}), sealing: s.sealing}).Caseload(test.query); err != nil {
				t.Fatal(err)
			}
			plan := ""
			for _, statement := range log.ran {
				plan += planOf(t, s, statement)
			}
			for _, index := range test.want {
				if !strings.Contains(plan, index) {
					t.Errorf("got the plan\n%swant one that uses %s", plan, index)
				}
			}
			if strings.Contains(plan, "SCAN") {
				t.Errorf("got the plan\n%swant no table read whole", plan)
			}
		})
	}
}

func planOf(t *testing.T, s *Store, statement string) (plan string) {
	t.Helper()
	var steps []struct{ Detail string }
	if err := s.reader.Raw("EXPLAIN QUERY PLAN "+statement, make([]any, strings.Count(statement, "?"))...).Scan(&steps).Error; err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		plan += step.Detail + "\n"
	}
	return plan
}
