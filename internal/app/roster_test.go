package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/roster"
	"steelyard/internal/testkit"
)

func listOf(rows ...string) app.Roster {
	return app.Roster{Content: []byte("Record number,Name,Birth date,Phone,Clinician login\n" + strings.Join(rows, "\n") + "\n"), Dates: roster.YearMonthDay, Languages: []q.Language{"en"}}
}

func (w *world) roster() app.Roster { return listOf("L-" + string(w.patient) + ",Lena,1990-01-02,,") }

func withRoster(ctx context.Context, w *world) error {
	plan, err := w.PreviewRoster(ctx, w.Administrator, w.roster())
	w.sealedRoster = plan.Sealed
	return err
}

func outcomes(p app.RosterPlan) string {
	var list []string
	for _, r := range p.Rows {
		list = append(list, string(r.Outcome))
	}
	return strings.Join(list, " ")
}

func TestARosterIsPreviewedAddedAndAddedAgain(t *testing.T) {
	c := testkit.New(t)
	ctx := t.Context()
	r := listOf("R-1,Ada,1984-03-27,+49 30 1234,clara", "R-2,Ben,,,", "R-3,,1984-03-27,,", "R-4,Cem,2999-01-01,,nobody")
	plan, err := c.PreviewRoster(ctx, c.Administrator, r)
	if err != nil || outcomes(plan) != "new new refused refused" {
		t.Fatalf("got %s, %v", outcomes(plan), err)
	}
	if w := plan.Rows[3].Wrong; len(w) != 2 || w[0].Field != "clinician" || w[1].Field != "birth_date" {
		t.Errorf("got %+v", w)
	}
	if page, err := c.Caseload(ctx, c.Administrator, app.CaseloadQuery{}); err != nil || len(page.Rows) != 0 {
		t.Fatalf("looking through has added %d, %v", len(page.Rows), err)
	}
	for i, want := range []string{"new new refused refused", "same same refused refused"} {
		done, err := c.AddRoster(ctx, c.Administrator, plan.Sealed)
		if err != nil || outcomes(done) != want {
			t.Errorf("time %d: got %s, %v, want %s", i+1, outcomes(done), err, want)
		}
	}
	page, err := c.Caseload(ctx, c.Administrator, app.CaseloadQuery{})
	if err != nil || len(page.Rows) != 2 {
		t.Fatalf("got %d patients, %v", len(page.Rows), err)
	}
	mine, err := c.Caseload(ctx, c.Clinician, app.CaseloadQuery{})
	if err != nil || len(mine.Rows) == 0 {
		t.Errorf("the clinician who was named sees %d, %v", len(mine.Rows), err)
	}
	entries, err := c.Audit(ctx, c.Administrator, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, e := range entries {
		n[e.Action+" "+e.Why]++
	}
	if n["add patient from a list"] != 2 || n["import patients 2 were new, 0 were there already, 2 refused"] != 1 || n["import patients 0 were new, 2 were there already, 2 refused"] != 1 {
		t.Errorf("the audit has %v", n)
	}
}

// Whoever is there already is never changed.
func TestARosterChangesNobody(t *testing.T) {
	c := testkit.New(t)
	ctx := t.Context()
	id, err := c.AddPatient(ctx, c.Administrator, clinic.Patient{RecordNumber: "R-1", Name: "Ada", Phone: "12345", Sex: clinic.Female, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ row, want, says string }{
		{"r-1,Ada,,,", "same", ""}, {"R-1,Ada,,12345,", "same", ""}, {"R-1,Eva,,,", "refused", "another name"}, {"R-1,Ada,1984-03-27,,", "refused", "birth date"},
		{"R-1,Ada,,999,", "refused", "telephone"}, {"R-1,Ada,,,clara", "refused", "clinician"},
	} {
		plan, err := c.PreviewRoster(ctx, c.Administrator, listOf(tt.row))
		if err != nil || outcomes(plan) != tt.want || tt.says != "" && !strings.Contains(plan.Rows[0].Wrong[0].What, tt.says) {
			t.Errorf("%s: got %s %+v, %v, want %s", tt.row, outcomes(plan), plan.Rows, err, tt.want)
		}
		if _, err := c.AddRoster(ctx, c.Administrator, plan.Sealed); err != nil {
			t.Error(err)
		}
	}
	r, err := c.App.Patient(ctx, c.Administrator, id)
	if err != nil || r.Patient.Name != "Ada" || r.Patient.Phone != "12345" || r.Patient.Revision != 1 {
		t.Errorf("got %+v, %v", r.Patient, err)
	}
}

// What was looked through is added by the same person, soon, and as it was.
func TestASealedRosterIsOnesOwn(t *testing.T) {
	c := testkit.New(t)
	ctx := t.Context()
	plan, err := c.PreviewRoster(ctx, c.Administrator, listOf("R-1,Ada Secret,,,"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(plan.Sealed), "Secret") {
		t.Error("the name can be read")
	}
	changed := append([]byte{}, plan.Sealed...)
	changed[len(changed)/2] ^= 1
	another := c.Administrator
	another.User = "another"
	for name, do := range map[string]func() error{
		"changed":   func() error { _, err := c.AddRoster(ctx, c.Administrator, changed); return err },
		"nothing":   func() error { _, err := c.AddRoster(ctx, c.Administrator, nil); return err },
		"another's": func() error { _, err := c.AddRoster(ctx, another, plan.Sealed); return err },
		"previewed": func() error { _, err := c.PreviewedRoster(ctx, another, plan.Sealed); return err },
	} {
		if err := do(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	c.Pass(3 * time.Hour)
	if _, err := c.AddRoster(ctx, c.Administrator, plan.Sealed); fault.KindOf(err) != fault.Invalid {
		t.Errorf("much later: got %v", err)
	}
}

// A list that was stopped between two batches is finished by doing it again.
func TestARosterThatWasStoppedGoesOn(t *testing.T) {
	c := testkit.New(t)
	var rows []string
	for i := range 450 {
		rows = append(rows, fmt.Sprintf("R-%d,Person %d,,,", i, i))
	}
	plan, err := c.PreviewRoster(t.Context(), c.Administrator, listOf(rows...))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	made := 0
	usual := c.NewID
	c.NewID = func() string {
		if made++; made == 250 {
			stop()
		}
		return usual()
	}
	if _, err := c.AddRoster(ctx, c.Administrator, plan.Sealed); err == nil {
		t.Fatal("it was not stopped")
	}
	c.NewID = usual
	done, err := c.AddRoster(t.Context(), c.Administrator, plan.Sealed)
	if err != nil || done.Count(app.RowSame)%200 != 0 || done.Count(app.RowSame) == 0 || done.Count(app.RowNew) == 0 {
		t.Errorf("got %d there and %d new, %v, want whole batches there and the rest new", done.Count(app.RowSame), done.Count(app.RowNew), err)
	}
}
