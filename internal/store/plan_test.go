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
		"without a glance":     {func(tx *Tx) error { _, err := tx.WithoutGlance(5); return err }, "patients_without_glance"},
		"left alerts":          {func(tx *Tx) error { _, err := tx.CountLeftAlerts(everybody, LeftBefore{}); return err }, "alert_list_all_open"},
		"open alerts":          {func(tx *Tx) error { _, err := tx.OpenAlerts(everybody, LeftBefore{}, 5); return err }, "alert_list_all_open"},
		"count of open alerts": {func(tx *Tx) error { _, err := tx.CountOpenAlerts(everybody); return err }, "alert_list_all_open"},
		"alerts of a patient":  {func(tx *Tx) error { _, err := tx.AlertsOf("p"); return err }, "alerts_of_patient"},
		"alerts of a visit":    {func(tx *Tx) error { _, err := tx.AlertsOfResponses([]clinic.ResponseID{"r", "s"}); return err }, "autoindex_alerts"},
		"site's precision":     {func(tx *Tx) error { _, err := tx.SitePrecisions(mood); return err }, "site_precisions_of_version"},
		"export": {func(tx *Tx) error {
			return tx.EachCompleted(CompletedFilter{Visible: everybody, Questionnaire: "mood", From: noon}, ignore)
		}, "responses_of_questionnaire"},
		"results of a patient": {func(tx *Tx) error { _, err := tx.ResultsOf("p"); return err }, "responses_standing"},
		"newest results":       {func(tx *Tx) error { _, err := tx.NewestResults("p"); return err }, "responses_newest (patient_id=? AND questionnaire=? AND completed_at=?)"},
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

// Whatever the work list is narrowed and ordered by, and however far down a page is: of the database nothing is read but the rows
// of the page and their tags, by their keys.
func TestOfTheWorkListOnlyThePageIsRead(t *testing.T) {
	s := open(t)
	base := CaseloadQuery{Visible: everybody, Now: noon, Today: "2026-11-23", DayBegan: noon, Left: LeftBefore{noon, noon}, Limit: 5}
	do(t, s, func(tx *Tx) error {
		for i := range 40 {
			p := patient(i)
			p.Team = theTeam
			if err := tx.CreatePatient(p); err != nil {
				return err
			}
			w := standing{id: string(p.ID), team: string(theTeam), form: "mood", alerts: 1, urgent: noon, since: noon, until: noon, begun: noon, completed: noon, next: "2026-11-01", unmet: "2026-11-01"}
			if err := w.put(tx); err != nil {
				return err
			}
		}
		return nil
	})
	for _, offset := range []int{0, 20, 35} {
		for _, sort := range []CaseloadSort{ByName, ByWork, ByLastAnswer, ByWaiting, ByEnd, ByBegun} {
			for _, filter := range []CaseloadFilter{Everybody, WithAlerts, Overdue} {
				c := base
				c.Offset, c.Sort, c.Filter, c.Questionnaire, c.Search, c.Team = offset, sort, filter, "mood", "r-0", theTeam
				log := &statements{Interface: logger.Discard}
				page, err := (&Tx{db: s.reader.Session(&gorm.Session{Logger: log}), sealing: s.sealing}).Caseload(c)
				if err != nil || len(page.Rows) != 5 || page.Total != 40 {
					t.Fatalf("%+v: got %d rows of %d and %v, want 5 of 40", c, len(page.Rows), page.Total, err)
				}
				if len(log.ran) != 2 {
					t.Errorf("%+v: got the statements\n%s\nwant two", c, strings.Join(log.ran, "\n"))
				}
				for _, statement := range log.ran {
					if plan := planOf(t, s, statement); strings.Contains(plan, "SCAN") || !strings.Contains(plan, "id=?)") {
						t.Errorf("%+v: %s\ngot the plan\n%swant one by the keys of the page", c, statement, plan)
					}
				}
			}
		}
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
