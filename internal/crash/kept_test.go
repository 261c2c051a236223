package crash

import (
	"maps"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
	"steelyard/internal/store"
)

// kept holds a database to the ledger.
type kept struct {
	*testing.T
	app       *app.App
	tx        *store.Tx
	noted     map[string]int // how many audit entries say that a response was completed, by subject
	completed int            // visits
}

// wantSound has the doctor look through everything, and each result computed anew.
func wantSound(t *testing.T, a *app.App) {
	t.Helper()
	d, err := a.Doctor(t.Context())
	must(t, err)
	for _, c := range d.Checks {
		if len(c.Problems) > 0 {
			t.Errorf("%s: %s", c.Name, strings.Join(c.Problems[:min(5, len(c.Problems))], "; "))
		}
	}
}

// wantKept holds every visit to what was acknowledged of it, and gives how many were completed.
func wantKept(t *testing.T, a *app.App, visits []*visit) (completed int) {
	t.Helper()
	k := kept{T: t, app: a, noted: map[string]int{}}
	must(t, a.Store.View(t.Context(), func(tx *store.Tx) error {
		k.tx = tx
		return tx.EachAudit(func(e audit.Entry) error {
			if e.Action == "complete response" {
				k.noted[e.Subject]++
			}
			return nil
		})
	}))
	must(t, a.Store.View(t.Context(), func(tx *store.Tx) error {
		k.tx = tx
		for _, v := range visits {
			k.visit(v)
		}
		frozen := 0
		err := tx.EachFrozen(func(store.Frozen) error { frozen++; return nil })
		if want := k.completed * len(battery); frozen != want || len(k.noted) != want {
			t.Errorf("got %d completed responses and audit entries on %d, want %d of both", frozen, len(k.noted), want)
		}
		return err
	}))
	return k.completed
}

// visit looks at all that is kept of one visit: nothing, some pages, or all of it.
func (k *kept) visit(v *visit) {
	responses, err := k.tx.ResponsesOfEncounter(v.encounter)
	must(k, err)
	invitations, err := k.tx.InvitationsTo(v.encounter)
	must(k, err)
	if len(invitations) != 1 {
		k.Fatalf("visit %s has %d invitations, want 1", v.encounter, len(invitations))
	}
	finished := invitations[0].FinishedAt != nil
	by := map[q.ID]*clinic.Response{}
	for i := range responses {
		by[responses[i].Questionnaire.ID] = &responses[i]
	}
	if len(by) != len(responses) {
		k.Errorf("visit %s is doubled: it has %d responses to %d questionnaires", v.encounter, len(responses), len(by))
	}
	switch {
	case !v.acked.IsZero() && !finished:
		k.Errorf("visit %s is lost: its submission was acknowledged", v.encounter)
	case finished && !v.tried:
		k.Errorf("visit %s is completed, and was never submitted", v.encounter)
	case finished && !v.acked.IsZero() && invitations[0].FinishedAt.After(v.acked):
		k.Errorf("visit %s was acknowledged at %s, and completed only at %s", v.encounter, v.acked, invitations[0].FinishedAt)
	}
	if finished {
		k.completed++
	}
	for i, id := range battery {
		k.part(v, i, by[id], finished)
	}
}

// part looks at one response of a visit.
func (k *kept) part(v *visit, i int, r *clinic.Response, finished bool) {
	switch {
	case r == nil && (finished || v.saved[i]):
		k.Errorf("visit %s: part %d is lost: saved %t, finished %t", v.encounter, i+1, v.saved[i], finished)
		return
	case r == nil:
		return
	case (r.Status == clinic.Completed) != finished:
		k.Errorf("visit %s is partial: part %d is %s, finished %t", v.encounter, i+1, r.Status, finished)
	}
	entry, err := k.app.Library.Get(r.Questionnaire)
	must(k, err)
	answers, result, err := app.Score(entry, v.forms[i])
	must(k, err)
	if !maps.Equal(r.Answers, answers.Form()) {
		k.Errorf("visit %s part %d: got answers %v, want %v", v.encounter, i+1, r.Answers, answers.Form())
	}
	if r.Status != clinic.Completed {
		k.alerts(v, r, safety.Raise(answers, nil))
		return
	}
	k.alerts(v, r, safety.Raise(answers, &result))
	got, err := k.tx.GetResult(r.ID)
	must(k, err)
	for _, d := range scoring.Differences(&got, &result) {
		k.Errorf("visit %s part %d is scored differently: %s", v.encounter, i+1, d)
	}
	if n := k.noted["response:"+string(r.ID)]; n != 1 {
		k.Errorf("visit %s part %d: got %d audit entries of its completion, want 1", v.encounter, i+1, n)
	}
}

// alerts wants each flag raised exactly once.
func (k *kept) alerts(v *visit, r *clinic.Response, flags []safety.Flag) {
	got, want := map[q.FlagID]int{}, map[q.FlagID]int{}
	for _, f := range flags {
		want[f.Rule.ID] = 1
	}
	list, err := k.tx.AlertsOf(v.patient)
	must(k, err)
	for i := range list {
		if list[i].ResponseID == r.ID {
			got[list[i].Flag]++
		}
	}
	if !maps.Equal(got, want) {
		k.Errorf("visit %s, %s: got alerts %v, want %v", v.encounter, r.Questionnaire, got, want)
	}
}
