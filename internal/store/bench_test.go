package store

import (
	"fmt"
	"testing"
	"time"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

func submission(r clinic.Response, form q.Form) func(*Tx) error {
	return func(tx *Tx) error {
		if err := tx.CreateResponse(r); err != nil {
			return err
		}
		r.Answers, r.CompletedAt = form, &noon
		if err := tx.CompleteResponse(r, resultOf(r)); err != nil {
			return err
		}
		return tx.AppendAudit(audit.Entry{At: noon, Actor: "invitation:x", Action: "submit", Patient: string(r.PatientID), Subject: "response:" + string(r.ID)}, []byte("key"))
	}
}

// BenchmarkCaseload reads pages of the caseload of 50,000 patients.
func BenchmarkCaseload(b *testing.B) {
	s := open(b)
	do(b, s, func(tx *Tx) error {
		for i := range 50 {
			if err := tx.CreateTeam(clinic.Team{ID: clinic.TeamID(*teamOf(i)), Name: *teamOf(i), CreatedAt: noon}); err != nil {
				return err
			}
		}
		for i := range 50_000 {
			p := patient(i)
			p.Name = fmt.Sprintf("Person %d of the %d", i*7919%50_000, i%97)
			if err := tx.CreatePatient(p); err != nil {
				return err
			}
			err := tx.db.Exec("UPDATE patients SET open_alerts = ?, last_completed_at = ?, last_questionnaire = 'mood', waiting_since = ?, waiting_until = ?, begun_at = ?, team_id = ? WHERE id = ?",
				i%50/49, micros(noon)+int64(i), orNullInt(i%10 == 0), orNullInt(i%10 == 0), orNullInt(i%100 == 0), teamOf(i), string(p.ID)).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	for name, c := range map[string]CaseloadQuery{
		"first page":                        {Limit: 50},
		"last page":                         {Limit: 50, Offset: 49_950},
		"latest answers":                    {Limit: 50, Sort: ByLastAnswer},
		"open alerts":                       {Limit: 50, Filter: WithAlerts, Sort: ByWork},
		"due":                               {Limit: 50, Filter: Due},
		"longest waiting":                   {Limit: 50, Filter: Due, Sort: ByWaiting},
		"search few":                        {Limit: 50, Search: "person 31415"},
		"search many":                       {Limit: 50, Search: "person"},
		"alerts first":                      {Limit: 50, Sort: ByWork},
		"everybody by the end of the link":  {Limit: 50, Sort: ByEnd},
		"overdue":                           {Limit: 50, Filter: Overdue, Sort: ByEnd, Now: noon},
		"in progress":                       {Limit: 50, Filter: InProgress, Sort: ByBegun, Now: noon},
		"done today":                        {Limit: 50, Filter: DoneToday, Sort: ByLastAnswer, DayBegan: noon},
		"one team of fifty, alerts first":   {Limit: 50, Sort: ByWork, Visible: clinic.Visible{Clinician: "u1", Teams: []clinic.TeamID{"team1"}}},
		"one team of fifty, latest answers": {Limit: 50, Sort: ByLastAnswer, Visible: clinic.Visible{Clinician: "u1", Teams: []clinic.TeamID{"team1"}}},
		"one team of fifty, search":         {Limit: 50, Search: "person 31415", Visible: clinic.Visible{Clinician: "u1", Teams: []clinic.TeamID{"team1"}}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if c.Visible.Clinician == "" {
					c.Visible = everybody
				}
				if err := s.View(b.Context(), func(tx *Tx) error { _, err := tx.Caseload(c); return err }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func teamOf(i int) *string { return new(fmt.Sprint("team", i%50)) }

func orNullInt(set bool) *int64 {
	if !set {
		return nil
	}
	return new(micros(noon.Add(-time.Hour)))
}
