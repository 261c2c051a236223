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
		"caseload by name":     {func(tx *Tx) error { _, err := tx.Caseload(CaseloadQuery{Visible: everybody}); return err }, "autoindex_patients"},
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

// Every order and filter of the work list comes from an index, of everybody, of a team or of a clinician: nothing is sorted, no
// table is read whole, and what is counted is counted by an index that has all of it.
func TestWorkListFollowsIndexes(t *testing.T) {
	s := open(t)
	base := CaseloadQuery{Now: noon, Today: "2026-11-23", DayBegan: noon, Left: LeftBefore{noon, noon}}
	for whose, endings := range map[*CaseloadQuery][]string{
		{Visible: everybody}:                                                              {""},
		{Visible: everybody, Team: "t"}:                                                   {"_of_team"},
		{Visible: everybody, Clinician: "u"}:                                              {"_of_clinician"},
		{Visible: clinic.Visible{Clinician: "u", Teams: []clinic.TeamID{"t"}}}:            {"_of_team", "_of_clinician"},
		{Visible: clinic.Visible{Clinician: "u", Teams: []clinic.TeamID{"t"}}, Team: "t"}: {"_of_team"},
	} {
		for filter, indexes := range map[CaseloadFilter]string{
			Everybody:  "patients_urgent patients_prompt patients_noticed patients_due patients_unmet patients_next patients_begun patients_answered",
			WithAlerts: "patients_alerts patients_urgent patients_prompt patients_noticed",
			Overdue:    "patients_due patients_unmet", Due: "patients_due patients_next", InProgress: "patients_begun", DoneToday: "patients_answered",
		} {
			c := base
			c.Visible, c.Team, c.Clinician, c.Filter, c.Sort = whose.Visible, whose.Team, whose.Clinician, filter, ByWork
			for _, index := range strings.Fields(indexes) {
				for _, ending := range endings {
					wantWorkPlan(t, s, c, index+ending+" ")
				}
			}
		}
		for sort, index := range map[CaseloadSort]string{ByLastAnswer: "patients_answered", ByWaiting: "patients_waiting", ByEnd: "patients_due", ByBegun: "patients_begun"} {
			c := base
			c.Visible, c.Team, c.Clinician, c.Sort = whose.Visible, whose.Team, whose.Clinician, sort
			for _, ending := range endings {
				wantWorkPlan(t, s, c, index+ending+" ")
			}
		}
	}
	wantWorkPlan(t, s, CaseloadQuery{Visible: everybody, Tag: "t"}, "patients_of_tag ")
	wantWorkPlan(t, s, CaseloadQuery{Visible: everybody, Questionnaire: "mood"}, "patients_by_questionnaire ")
	defer func(before int) { few = before }(few)
	few = -1 // so that nobody is few
	for _, sort := range []CaseloadSort{ByWork, ByLastAnswer} {
		wantWorkPlan(t, s, CaseloadQuery{Visible: everybody, Questionnaire: "mood", Sort: sort}, "patients_by_questionnaire ")
		wantWorkPlan(t, s, CaseloadQuery{Visible: clinic.Visible{Clinician: "u"}, Questionnaire: "mood", Sort: sort}, "patients_by_questionnaire ")
	}
}

func wantWorkPlan(t *testing.T, s *Store, c CaseloadQuery, index string) {
	t.Helper()
	log := &statements{Interface: logger.Discard}
	if _, err := (&Tx{db: s.reader.Session(&gorm.Session{Logger: log}), sealing: s.sealing}).Caseload(c); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, statement := range log.ran {
		plan := planOf(t, s, statement)
		found = found || strings.Contains(plan, index)
		if strings.Contains(plan, "SCAN patients") || strings.Contains(plan, "TEMP B-TREE") || (strings.Contains(statement, "count(*)") && !strings.Contains(plan, "COVERING")) {
			t.Errorf("%+v:\n%s\ngot the plan\n%swant one by an index that has it in order, and a count by one that has all of it", c, statement, plan)
		}
	}
	if !found {
		t.Errorf("%+v:\n%s\nwant one that uses %s", c, strings.Join(log.ran, "\n"), index)
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
