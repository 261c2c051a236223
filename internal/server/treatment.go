package server

import (
	"context"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type treatmentInput struct {
	Kind  string `form:"kind" validate:"max=20" say:"Choose what kind it is."`
	Class string `form:"class" validate:"max=40" say:"Choose the medicine’s class."`
	Name  string `form:"name" validate:"max=480" say:"Enter what it is, up to 120 characters."`
	Dose  string `form:"dose" validate:"max=480" say:"Keep the dose under 120 characters."`
	Step  string `form:"step" validate:"max=20" say:"Choose what happened."`
	On    string `form:"on" validate:"max=20" say:"Enter the day as year-month-day."`
	Note  string `form:"note" validate:"max=8000" say:"Keep the note under 2000 characters."`
}

var (
	kindOptions = []Option{
		{Value: string(clinic.Medicine), Label: "Medicine"}, {Value: string(clinic.Therapy), Label: "Therapy"},
		{Value: string(clinic.Lifestyle), Label: "Change in daily life"}, {Value: string(clinic.Finding), Label: "Finding from elsewhere"},
	}
	classOptions = []Option{
		{Value: "", Label: "Not a medicine"},
		{Value: string(clinic.SSRI), Label: "SSRI"}, {Value: string(clinic.SNRI), Label: "SNRI"}, {Value: string(clinic.MAOI), Label: "MAO inhibitor"},
		{Value: string(clinic.DopamineAgonist), Label: "Dopamine agonist"}, {Value: string(clinic.Levodopa), Label: "Levodopa"},
		{Value: string(clinic.Antipsychotic), Label: "Antipsychotic"}, {Value: string(clinic.Stimulant), Label: "Stimulant"}, {Value: string(clinic.OtherMedicine), Label: "Another medicine"},
	}
	stepOptions = []Option{
		{Value: string(clinic.Started), Label: "Started"}, {Value: string(clinic.Changed), Label: "Changed"},
		{Value: string(clinic.Stopped), Label: "Stopped"}, {Value: string(clinic.Noted), Label: "Noted"},
	}
)

func (in treatmentInput) fields(problems Problems) []Field {
	if in == (treatmentInput{}) { // a pair that fits to begin with
		in.Kind, in.Class = string(clinic.Medicine), string(clinic.OtherMedicine)
	}
	return mark([]Field{
		{Name: "name", Label: "What it is", Hint: "Such as a medicine’s name, or the kind of therapy.", Value: in.Name},
		{Name: "kind", Label: "Kind", Kind: "select", Options: choose(kindOptions, in.Kind)},
		{Name: "class", Label: "Class of the medicine", Kind: "select", Options: choose(classOptions, in.Class)},
		{Name: "dose", Label: "Dose", Value: in.Dose, Optional: true},
		{Name: "step", Label: "What happened", Kind: "select", Options: choose(stepOptions, in.Step)},
		{Name: "on", Label: "On which day", Kind: "date", Hint: "Year-month-day, such as 2026-03-27.", Value: in.On},
		{Name: "note", Label: "Note", Kind: "area", Value: in.Note, Optional: true},
	}, problems)
}

func (s *Server) addTreatment(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	in, err := decode[treatmentInput](c)
	if err == nil {
		e := clinic.TreatmentEvent{PatientID: id, Kind: clinic.TreatmentKind(in.Kind), Class: clinic.MedicineClass(in.Class),
			Name: strings.TrimSpace(in.Name), Dose: strings.TrimSpace(in.Dose), Step: clinic.TreatmentStep(in.Step), On: q.Date(in.On), Note: strings.ReplaceAll(in.Note, "\r\n", "\n")}
		_, err = once(s, c, who, func(ctx context.Context) (made bool, err error) { return true, s.app.AddTreatment(ctx, who, e) })
	}
	switch {
	case correctable(err):
		p, failed := s.newPatientPage(c, who)
		if failed != nil {
			return failed
		}
		p.Problems = problemsOf(err)
		p.Fields = in.fields(p.Problems)
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return seeOther(c, "/patients/"+string(id)+"?done=treatment#treatments")
}

// treatmentWords says a treatment event in one line.
func treatmentWords(e clinic.TreatmentEvent) string {
	words := []string{e.Name}
	if e.Dose != "" {
		words = append(words, e.Dose)
	}
	if e.Kind == clinic.Medicine && e.Class != clinic.OtherMedicine {
		words = append(words, "("+labelOf(classOptions, string(e.Class))+")")
	}
	return strings.Join(words, " ")
}

func labelOf(options []Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}
