package clinic

import (
	"slices"
	"strings"
	"testing"
	"time"

	"steelyard/internal/fault"
)

var today = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// TestPatientCheck changes one field of a good patient at a time, and wants that field named, or none.
func TestPatientCheck(t *testing.T) {
	cases := []struct {
		name   string
		change func(*Patient)
		field  string
	}{
		{"good", func(*Patient) {}, ""},
		{"only what is needed", func(p *Patient) { p.BirthDate, p.Email, p.Phone = "", "", "" }, ""},
		{"any script", func(p *Patient) { p.Name = "Ἀθηνᾶ Ștefănescu 李" }, ""},
		{"no record number", func(p *Patient) { p.RecordNumber = "" }, "record_number"},
		{"a long record number", func(p *Patient) { p.RecordNumber = strings.Repeat("1", 65) }, "record_number"},
		{"no name", func(p *Patient) { p.Name = "" }, "name"},
		{"a name with a line break", func(p *Patient) { p.Name = "A\nB" }, "name"},
		{"a name that reads backwards", func(p *Patient) { p.Name = "A\u202eB" }, "name"},
		{"a name that is not text", func(p *Patient) { p.Name = "A\xff" }, "name"},
		{"no such day", func(p *Patient) { p.BirthDate = "1990-02-30" }, "birth_date"},
		{"not born yet", func(p *Patient) { p.BirthDate = "2026-11-24" }, "birth_date"},
		{"born today", func(p *Patient) { p.BirthDate = "2026-11-23" }, ""},
		{"older than anybody", func(p *Patient) { p.BirthDate = "1896-11-22" }, "birth_date"},
		{"no address", func(p *Patient) { p.Email = "nobody" }, "email"},
		{"a name in the address", func(p *Patient) { p.Email = "A <a@example.org>" }, "email"},
		{"letters to call", func(p *Patient) { p.Phone = "call me" }, "phone"},
		{"an unknown sex", func(p *Patient) { p.Sex = "f" }, "sex"},
	}
	for _, c := range cases {
		p := Patient{RecordNumber: "A-1", Name: "Nobody", BirthDate: "1990-01-01", Sex: Female, Email: "a@example.org", Phone: "+44 20 7946 0000"}
		c.change(&p)
		checkFields(t, c.name, p.Check(today), c.field)
	}
	backwards := Patient{RecordNumber: "A\n1", Name: "A\u202eB", Sex: Female}
	for _, d := range fault.Details(backwards.Check(today)) {
		if !strings.Contains(d.What, "can't be seen") {
			t.Errorf("%s: got %q, want that something in it can't be seen", d.Where, d.What)
		}
	}
	var empty Patient
	if got := len(fault.Details(empty.Check(today))); got != 3 {
		t.Errorf("nothing filled in: got %d faults, want record number, name and sex at once", got)
	}
}

func TestTreatmentCheck(t *testing.T) {
	cases := []struct {
		name   string
		change func(*TreatmentEvent)
		field  string
	}{
		{"good", func(*TreatmentEvent) {}, ""},
		{"planned within a year", func(e *TreatmentEvent) { e.On = "2027-11-23" }, ""},
		{"planned later", func(e *TreatmentEvent) { e.On = "2027-11-24" }, "on"},
		{"no day", func(e *TreatmentEvent) { e.On = "" }, "on"},
		{"no name", func(e *TreatmentEvent) { e.Name = "" }, "name"},
		{"a note of two lines", func(e *TreatmentEvent) { e.Note = "a\nb" }, ""},
		{"a note with a bell", func(e *TreatmentEvent) { e.Note = "a\ab" }, "note"},
		{"a medicine without a class", func(e *TreatmentEvent) { e.Class = "" }, "class"},
		{"a therapy with a class", func(e *TreatmentEvent) { e.Kind = Therapy }, "class"},
		{"a therapy", func(e *TreatmentEvent) { e.Kind, e.Class = Therapy, "" }, ""},
		{"an unknown kind", func(e *TreatmentEvent) { e.Kind, e.Class = "magic", "" }, "kind"},
		{"an unknown step", func(e *TreatmentEvent) { e.Step = "" }, "kind"},
	}
	for _, c := range cases {
		e := TreatmentEvent{Kind: Medicine, Class: SSRI, Name: "Something", Step: Started, On: "2026-11-01"}
		c.change(&e)
		checkFields(t, c.name, e.Check(today), c.field)
	}
}

// checkFields wants exactly one field named, or none at all.
func checkFields(t *testing.T, name string, err error, field string) {
	t.Helper()
	var got, want []string
	for _, d := range fault.Details(err) {
		got = append(got, d.Where)
	}
	if field != "" {
		want = []string{field}
	}
	if !slices.Equal(got, want) || (err != nil) != (field != "") {
		t.Errorf("%s: got %v, want %v", name, got, want)
	}
	if err != nil && fault.KindOf(err) != fault.Invalid {
		t.Errorf("%s: got kind %s", name, fault.KindOf(err))
	}
}

// TestDifferencesNameNoContent wants the names of fields for the audit, and nothing of what stands in them.
func TestDifferencesNameNoContent(t *testing.T) {
	a := Patient{RecordNumber: "1", Name: "A", BirthDate: "1990-01-01", Sex: Female, Email: "a@example.org", Phone: "123", Language: "en"}
	if got := a.Differences(a); got != nil {
		t.Errorf("the same: got %v", got)
	}
	want := []string{"record number", "name", "birth date", "sex", "e-mail", "telephone", "language"}
	if got := a.Differences(Patient{}); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
