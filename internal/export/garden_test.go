package export

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"steelyard/internal/clinic"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file in testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read golden file (write it with -update): %v", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}

// garden is the definition for tests, which no change of a shipped definition touches.
func garden(t testing.TB) (*library.Entry, *library.Library) {
	t.Helper()
	l, err := library.Load(os.DirFS("testdata/definitions"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := l.Get(q.Ref{ID: "garden", Version: "1.0.0"})
	if err != nil {
		t.Fatal(err)
	}
	return e, l
}

// gardenForms are whole, prorated, hostile and hardly answered.
var gardenForms = []q.Form{
	{"weeds": "often", "slugs": "sometimes", "drought": "often", "frost": "-5", "remark": "two lines\nand \"quotes\"", "cover": "never"},
	{"weeds": "sometimes", "drought": "often", "slugs": "skip", "frost": "3", "remark": "=HYPERLINK(\"http://evil\")", "cover": "often"},
	{"weeds": "never", "slugs": "never", "drought": "never", "remark": "'+1 gnp"},
	{"frost": "0"},
}

// gardenMaterial has one response a form, two weeks apart.
func gardenMaterial(t testing.TB) report.Material {
	t.Helper()
	e, l := garden(t)
	m := report.Material{Site: "Kjøkkenhagen", Language: "en", At: now, By: "Dr Achterberg", Patient: person(), Profile: l.Profile()}
	for i, form := range gardenForms {
		a, err := e.Definition.Answers(form)
		if err != nil {
			t.Fatal(err)
		}
		at := now.AddDate(0, 0, -14*i).Add(-time.Hour)
		r := clinic.Response{ID: clinic.ResponseID(string(rune('a' + i))), EncounterID: "visit", PatientID: "p1", Questionnaire: e.Ref(), Hash: e.Definition.Hash(), Status: clinic.Completed,
			Answers: form, Language: "en", StartedAt: at.Add(-time.Minute), UpdatedAt: at, CompletedAt: &at}
		m.Completed = append(m.Completed, report.Completed{Response: r, Result: e.Program.Score(a), Program: e.Program, EnteredBy: "the patient"})
	}
	m.Completed[3].Response.EnteredBy = "u1"
	m.Treatments = []clinic.TreatmentEvent{{Kind: clinic.Medicine, Class: clinic.SNRI, Name: "Venlafaxine", Dose: "75 mg", Step: clinic.Started, On: "2026-11-01"}}
	return m
}
