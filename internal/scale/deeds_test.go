package scale

import (
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// deeds has everything done about one patient that is done on a day, and hears it done about another, alike in all.
func (c *busy) deeds(t *testing.T, one, other string) (list []cost) {
	t.Helper()
	c.open(t, func(d *desk, h *hearing) {
		c.do(d, one, func(_ string, f func()) { f() })
		c.do(d, other, func(name string, f func()) { list = append(list, h.cost(name, f)) })
	})
	return list
}

func (c *busy) do(d *desk, number string, step func(name string, f func())) {
	ctx, who, id := c.t.Context(), d.Administrator, d.numbered(c.t, number).ID
	var v app.Visit
	step("ask", func() {
		_, _, err := d.Invite(ctx, who, id, battery, 14)
		c.must(err)
	})
	step("begin", func() {
		e, err := d.Begin(ctx, who, id, []q.ID{"phq-9"})
		c.must(err)
		v, err = d.OpenEncounter(ctx, who, e)
		c.must(err)
	})
	step("save answers", func() {
		_, err := d.SaveAnswers(ctx, &v, 0, testkit.SameChoice(v.Parts[0].Entry.Definition, 3), q.DefaultLanguage)
		c.must(err)
	})
	step("send answers", func() { c.must(d.Submit(ctx, &v, q.DefaultLanguage)) })
	step("the work list after that", func() { d.open(c.t, ask{"", clinician, "/patients", ""}) })
	step("acknowledge", func() {
		r, err := d.App.Patient(ctx, who, id)
		c.must(err)
		_, err = d.AcknowledgeAlert(ctx, who, r.Alerts[0].ID, "telephoned and talked")
		c.must(err)
	})
	step("add a medicine", func() {
		c.must(d.AddTreatment(ctx, who, clinic.TreatmentEvent{PatientID: id, Kind: clinic.Medicine, Class: clinic.SSRI, Name: "sertraline", Dose: "50 mg", Step: clinic.Started, On: "2026-11-20"}))
	})
	step("tag", func() { c.must(d.SetTags(ctx, who, id, nil, "of "+number)) })
	step("add a patient", func() {
		_, err := d.AddPatient(ctx, who, clinic.Patient{RecordNumber: "after " + number, Name: "Nora New", BirthDate: "1990-01-01", Sex: clinic.Female, Language: "en"})
		c.must(err)
	})
}
