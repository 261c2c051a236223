package export

import (
	"fmt"
	"testing"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/scoring"
	"steelyard/questionnaires"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// shipped gives the definitions that ship.
func shipped(t testing.TB) *library.Library {
	t.Helper()
	l, err := library.Load(questionnaires.FS)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// person is an invented patient.
func person() clinic.Patient {
	return clinic.Patient{ID: "p1", RecordNumber: "0042", Name: "Ægir Þórðarson-Łukasiewicz", BirthDate: "1984-05-12", Sex: clinic.Male, Language: "en"}
}

// answers gives choices that differ from item to item and from time to time; every n-th item is left out.
func answers(d *q.Definition, turn, skip int) q.Form {
	f := q.Form{}
	for i := range d.Items {
		item := &d.Items[i]
		if choices := d.ChoicesOf(item); len(choices) > 0 && (skip == 0 || i%skip != skip-1) {
			f[item.ID] = string(choices[(i*2+turn)%len(choices)].Code)
		}
	}
	return f
}

// entry is a definition ready for use.
type entry struct {
	definition *q.Definition
	program    *scoring.Program
}

// completed is one response, days before now.
func completed(t testing.TB, e entry, turn, before int) report.Completed {
	t.Helper()
	at := now.AddDate(0, 0, -before)
	r := clinic.Response{ID: clinic.ResponseID(fmt.Sprintf("%s-%d", e.definition.ID, turn)), EncounterID: "e1", PatientID: "p1", Questionnaire: e.definition.Ref(), Hash: e.definition.Hash(),
		Status: clinic.Completed, Answers: answers(e.definition, turn, 0), Language: "en", StartedAt: at.Add(-4 * time.Minute), UpdatedAt: at, CompletedAt: &at}
	if turn == 1 {
		r.Answers = answers(e.definition, turn, 5)
		r.Notes = clinic.Notes{e.definition.Items[0].ID: "=said at once,\nand smiled"}
	}
	a, err := e.definition.Answers(r.Answers)
	if err != nil {
		t.Fatal(err)
	}
	return report.Completed{Response: r, Result: e.program.Score(a), Program: e.program, EnteredBy: "the patient"}
}

// material is a report's worth of answers: n responses to each questionnaire that ships, a month apart.
func material(t testing.TB, n int) report.Material {
	t.Helper()
	l := shipped(t)
	m := report.Material{Site: "Bjørnåsen klinikk", Language: "en", At: now, By: "Dr Ngozi Achterberg", Patient: person(), Profile: l.Profile(), Invented: true}
	for _, e := range l.Latest() {
		if e.Definition.Wording == q.Supplied { // thirty more than a clinic asks at once; TestManyQuestionnaires has them
			continue
		}
		for i := range n {
			m.Completed = append(m.Completed, completed(t, entry{e.Definition, e.Program}, i, 3+28*i))
		}
	}
	m.Treatments = []clinic.TreatmentEvent{
		{ID: "t1", PatientID: "p1", Kind: clinic.Medicine, Class: clinic.SSRI, Name: "Sertraline", Dose: "50 mg", Step: clinic.Started, On: "2026-09-01"},
		{ID: "t2", PatientID: "p1", Kind: clinic.Medicine, Class: clinic.SSRI, Name: "Sertraline", Dose: "100 mg", Step: clinic.Changed, On: "2026-10-10"},
		{ID: "t3", PatientID: "p1", Kind: clinic.Therapy, Name: "Cognitive behavioural therapy", Step: clinic.Started, On: "2026-08-15"},
		{ID: "t4", PatientID: "p1", Kind: clinic.Medicine, Class: clinic.OtherMedicine, Name: "Zopiclone", Dose: "7.5 mg", Step: clinic.Started, On: "2026-06-01"},
		{ID: "t5", PatientID: "p1", Kind: clinic.Medicine, Class: clinic.OtherMedicine, Name: "Zopiclone", Step: clinic.Stopped, On: "2026-07-01"},
	}
	m.Alerts = []clinic.Alert{{ID: "a1", PatientID: "p1", ResponseID: "phq-9-0", Questionnaire: q.Ref{ID: "phq-9", Version: "1.0.0"}, Flag: "item9", Level: q.Urgent,
		Text: "Item 9 was answered “several days”: ask about thoughts of self-harm.", RaisedAt: now.AddDate(0, 0, -3)}}
	return m
}

func made(t testing.TB, m report.Material) *report.Report {
	t.Helper()
	r, err := report.New(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
