package app_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

func TestTheCaseloadIsFilteredSearchedAndSorted(t *testing.T) {
	w := newWorld(t)
	w.Patient(t, "10", "Ágnes Éber")
	alarming := w.Patient(t, "20", "Bruno Berg")
	w.Answer(t, alarming, "phq-9", 3)
	w.Pass(day)
	calm := w.Patient(t, "30", "Carla Cruz")
	w.Answer(t, calm, "phq-2", 0)
	w.Link(t, w.Patient(t, "40", "Dora Dietz"), "phq-9")
	tests := []struct {
		name  string
		query app.CaseloadQuery
		want  []string
	}{
		{"by name", app.CaseloadQuery{}, []string{"Ágnes Éber", "Bruno Berg", "Carla Cruz", "Dora Dietz"}},
		{"search without accents", app.CaseloadQuery{Search: "agnes eb"}, []string{"Ágnes Éber"}},
		{"search a record number", app.CaseloadQuery{Search: "30"}, []string{"Carla Cruz"}},
		{"who is due", app.CaseloadQuery{Filter: app.Due}, []string{"Dora Dietz"}},
		{"open alerts", app.CaseloadQuery{Filter: app.WithAlerts}, []string{"Bruno Berg"}},
		{"latest answers", app.CaseloadQuery{Sort: app.ByLastAnswer, Limit: 2}, []string{"Carla Cruz", "Bruno Berg"}},
		{"second page", app.CaseloadQuery{Offset: 3, Limit: 3}, []string{"Dora Dietz"}},
		{"nobody", app.CaseloadQuery{Search: "zzz"}, nil},
	}
	for _, tt := range tests {
		page, err := w.Caseload(t.Context(), w.Viewer, tt.query)
		must(t, err)
		if got := names(page.Rows); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
		if tt.query.Limit > 0 {
			continue
		}
		var exported []app.CaseloadRow
		must(t, w.ExportCaseload(t.Context(), w.Clinician, tt.query, func(r app.CaseloadRow) error {
			exported = append(exported, r)
			return nil
		}))
		if got := names(exported); !slices.Equal(got, tt.want) {
			t.Errorf("%s: exported %v, want %v", tt.name, got, tt.want)
		}
	}
}

func names(rows []app.CaseloadRow) (list []string) {
	for _, r := range rows {
		list = append(list, r.Name)
	}
	return list
}

func TestAnExportHasEveryPage(t *testing.T) {
	w := newWorld(t)
	for i := range app.MaxCaseloadPage + 3 {
		w.Patient(t, fmt.Sprint(i), fmt.Sprintf("P %04d", i))
	}
	n := 0
	must(t, w.ExportCaseload(t.Context(), w.Clinician, app.CaseloadQuery{Limit: 5, Offset: 7}, func(app.CaseloadRow) error { n++; return nil }))
	if n != app.MaxCaseloadPage+3 {
		t.Errorf("%d rows were exported, want %d", n, app.MaxCaseloadPage+3)
	}
	stop := fmt.Errorf("the reader went away")
	if err := w.ExportCaseload(t.Context(), w.Clinician, app.CaseloadQuery{}, func(app.CaseloadRow) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want to stop", err)
	}
}

func TestPatientsAreCheckedAndNotOverwritten(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	id := w.Patient(t, "1", "Erika")
	w.Patient(t, "2", "Otto")
	p := w.load(id)
	p.Name = "  Erika Mustermann "
	must(t, w.EditPatient(ctx, w.Clinician, p))
	if got := w.load(id); got.Name != "Erika Mustermann" || got.Revision != 2 {
		t.Errorf("got %q at revision %d", got.Name, got.Revision)
	}
	last := w.entries(0)
	if why := last[len(last)-2].Why; why != "changed: name" { // the last one is the read
		t.Errorf("the audit says %q, want which fields changed and not to what", why)
	}
	if err := w.EditPatient(ctx, w.Clinician, p); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a change made from a stale page: got %v, want a conflict", err)
	}
	p = w.load(id)
	p.RecordNumber = "2"
	if err := w.EditPatient(ctx, w.Clinician, p); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), "record number") {
		t.Errorf("a record number that is taken: got %v", err)
	}
	p.RecordNumber, p.Name = "3", "Er\xffka"
	if err := w.EditPatient(ctx, w.Clinician, p); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a name that is no text: got %v", err)
	}
	if _, err := w.AddPatient(ctx, w.Clinician, clinic.Patient{RecordNumber: "1", Name: "Another", Sex: clinic.UnknownSex}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a new patient with a number that is taken: got %v", err)
	}
}

func (w *world) load(id clinic.PatientID) clinic.Patient {
	w.t.Helper()
	r, err := w.App.Patient(w.t.Context(), w.Clinician, id)
	must(w.t, err)
	return r.Patient
}

func TestResponsesAreExportedByVersionAndTime(t *testing.T) {
	w := newWorld(t)
	p := w.Patient(t, "R-1", "Erika")
	w.Answer(t, p, "phq-2", 1)
	w.Pass(day)
	w.Answer(t, p, "phq-2", 2)
	w.Answer(t, p, "phq-9", 0)
	tests := []struct {
		name   string
		filter app.ResponseFilter
		want   int
	}{
		{"all of a version", app.ResponseFilter{Questionnaire: w.entry("phq-2").Ref()}, 2},
		{"from the second day", app.ResponseFilter{Questionnaire: w.entry("phq-2").Ref(), From: w.Now()}, 1},
		{"to the second day", app.ResponseFilter{Questionnaire: w.entry("phq-2").Ref(), To: w.Now()}, 1},
	}
	for _, tt := range tests {
		n := 0
		must(t, w.ExportResponses(t.Context(), w.Clinician, tt.filter, func(r app.ExportRow) error {
			n++
			if r.RecordNumber != "R-1" || r.Response.Questionnaire != tt.filter.Questionnaire || r.Result.Hash != r.Response.Hash {
				t.Errorf("%s: got %+v", tt.name, r)
			}
			return nil
		}))
		if n != tt.want {
			t.Errorf("%s: %d rows, want %d", tt.name, n, tt.want)
		}
	}
	was := w.dump()
	for _, ref := range []q.Ref{{ID: "phq-2", Version: "9.9.9"}, {ID: "\xff", Version: "1.0.0"}} {
		if err := w.ExportResponses(t.Context(), w.Clinician, app.ResponseFilter{Questionnaire: ref}, nil); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: got %v, want not found", ref, err)
		}
	}
	if w.dump() != was {
		t.Error("an export of what does not exist was noted")
	}
}

func (w *world) entry(id q.ID) *app.Entry {
	w.t.Helper()
	e, ok := w.Library.FindLatest(id)
	if !ok {
		w.t.Fatalf("no %s in the library", id)
	}
	return e
}
