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
		for i := range 50_000 {
			p := patient(i)
			p.Name = fmt.Sprintf("Person %d of the %d", i*7919%50_000, i%97)
			if err := tx.CreatePatient(p); err != nil {
				return err
			}
			err := tx.db.Exec("UPDATE patients SET open_alerts = ?, last_completed_at = ?, waiting_since = ?, waiting_until = ? WHERE id = ?",
				i%50/49, micros(noon)+int64(i), orNullInt(i%10 == 0), orNullInt(i%10 == 0), string(p.ID)).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	for name, c := range map[string]CaseloadQuery{
		"first page":      {Limit: 50},
		"last page":       {Limit: 50, Offset: 49_950},
		"latest answers":  {Limit: 50, Sort: ByLastAnswer},
		"open alerts":     {Limit: 50, Filter: WithAlerts, Sort: ByOpenAlerts},
		"due":             {Limit: 50, Filter: Due},
		"longest waiting": {Limit: 50, Filter: Due, Sort: ByWaiting},
		"search few":      {Limit: 50, Search: "person 31415"},
		"search many":     {Limit: 50, Search: "person"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				caseload(b, s, c)
			}
		})
	}
}

func orNullInt(set bool) *int64 {
	if !set {
		return nil
	}
	return new(micros(noon.Add(-time.Hour)))
}
