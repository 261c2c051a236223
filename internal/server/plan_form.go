package server

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// scheduleInput is the part of a form that plans and templates share.
type scheduleInput struct {
	Name    string   `form:"name" validate:"max=320" say:"Give it a name, up to 80 characters."`
	Battery []string `form:"battery" validate:"max=50,dive,max=100" say:"Choose at least one questionnaire."`
	Rhythm  string   `form:"rhythm" sent:"perhaps" validate:"max=20" say:"Choose when the questions come round."`
	Every   string   `form:"every" validate:"max=20" say:"Enter a whole number."`
	Unit    string   `form:"unit" validate:"max=20" say:"Choose days, weeks or months."`
	Lead    string   `form:"lead" validate:"max=20" say:"Enter a whole number."`
	Before  string   `form:"before" validate:"max=20" say:"Enter a whole number."`
	After   string   `form:"after" validate:"max=20" say:"Enter a whole number."`
	Remind  string   `form:"remind" validate:"max=20" say:"Enter a whole number."`
	Count   string   `form:"count" validate:"max=20" say:"Enter a whole number."`
}

// usualSchedule is what a new form begins with.
func usualSchedule() scheduleInput {
	return scheduleInput{Rhythm: string(clinic.Every), Every: "2", Unit: string(clinic.Weeks), Lead: "3", Before: "0", After: "5", Remind: "2"}
}

func inputOfSchedule(name string, s clinic.Schedule) scheduleInput {
	in := scheduleInput{Name: name, Rhythm: string(s.Rhythm.Kind), Unit: string(s.Rhythm.Unit)}
	for _, id := range s.Battery {
		in.Battery = append(in.Battery, string(id))
	}
	for to, n := range map[*string]int{&in.Every: s.Rhythm.Every, &in.Lead: s.Rhythm.Lead, &in.Count: s.Count} {
		if n > 0 {
			*to = strconv.Itoa(n)
		}
	}
	in.Before, in.After, in.Remind = strconv.Itoa(s.Before), strconv.Itoa(s.After), strconv.Itoa(s.Remind)
	return in
}

// number reads a whole number; an empty field is 0, and what is no number is out of every bound.
func number(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

func (in scheduleInput) schedule() clinic.Schedule {
	s := clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.RhythmKind(in.Rhythm)}, Before: number(in.Before), After: number(in.After), Remind: number(in.Remind), Count: number(in.Count)}
	for _, id := range in.Battery {
		s.Battery = append(s.Battery, q.ID(id))
	}
	switch s.Rhythm.Kind {
	case clinic.Every:
		s.Rhythm.Every, s.Rhythm.Unit = number(in.Every), clinic.Unit(in.Unit)
	case clinic.BeforeVisit:
		s.Rhythm.Lead = number(in.Lead)
	}
	return s
}

// scheduleForm is what the template "schedule" draws.
type scheduleForm struct {
	Name    Field
	Offers  []offer
	Lacks   string // the patient's language, where some of what is offered lacks it
	Problem string // with the choice of questionnaires
	Rhythm  Field
	Every   Field
	Unit    Field
	Lead    Field
	More    []Field
}

func (s *Server) newScheduleForm(c *gin.Context, in scheduleInput, reads q.Language, problems Problems) (f scheduleForm, err error) {
	fields := mark([]Field{
		{Name: "name", Label: "What it is called here", Hint: "Only staff see it.", Value: in.Name},
		{Name: "rhythm", Label: "When to ask", Kind: "radios", Options: choose(rhythmOptions, in.Rhythm)},
		{Name: "every", Label: "Every", Kind: "number", Value: in.Every, Short: true},
		{Name: "unit", Label: "Unit", Kind: "select", Options: choose(unitOptions, in.Unit)},
		{Name: "lead", Label: "Days before the visit", Kind: "number", Value: in.Lead, Short: true},
		{Name: "before", Label: "Days before the due day on which answers count already", Kind: "number", Value: in.Before, Short: true},
		{Name: "after", Label: "Days after the due day on which answers still count", Hint: "Then the link ends, and it counts as missed. Before a visit, answers count until the visit.", Kind: "number", Value: in.After, Short: true},
		{Name: "remind", Label: "Days between reminders", Hint: "At most three are sent, and none once the answers are in. 0 for none.", Kind: "number", Value: in.Remind, Short: true},
		{Name: "count", Label: "How many times", Hint: "Empty for no end.", Kind: "number", Value: in.Count, Optional: true, Short: true},
	}, problems)
	f = scheduleForm{Name: fields[0], Rhythm: fields[1], Every: fields[2], Unit: fields[3], Lead: fields[4], More: fields[5:], Problem: problems.Of("battery")}
	f.Offers, err = s.offersToPatients(c.Request.Context(), in.Battery, reads)
	f.Lacks = offersLack(f.Offers)
	return f, err
}

type planFormPage struct {
	Base
	Patient   clinic.Patient
	Templates []clinic.PlanTemplate
	Form      scheduleForm
	Days      []Field
	Preview   []clinic.Slot
	Previewed bool
}

func (*planFormPage) template() string { return "plan_form" }

type planInput struct {
	scheduleInput
	Start string `form:"start" validate:"max=20" say:"Enter a day as year-month-day."`
	Until string `form:"until" validate:"max=20" say:"Enter a day as year-month-day."`
	Do    string `form:"do" sent:"perhaps" validate:"max=20"`
}

func (in planInput) plan(patient clinic.PatientID) clinic.Plan {
	p := clinic.Plan{PatientID: patient, Name: in.Name, Schedule: in.schedule(), Start: q.Date(in.Start), Until: q.Date(in.Until)}
	if p.Rhythm.Kind == clinic.BeforeVisit || p.Rhythm.Kind == clinic.AtDischarge {
		p.Start = ""
	}
	return p
}

func (s *Server) newPlanForm(c *gin.Context, who clinic.Actor, in planInput, problem error) (*planFormPage, error) {
	r, err := s.app.Plans(c.Request.Context(), who, clinic.PatientID(c.Param("id")))
	if err != nil {
		return nil, err
	}
	p := &planFormPage{Base: Base{Title: "Add a plan", Section: "patients", Problems: problemsOf(problem)}, Patient: r.Patient}
	if p.Templates, err = s.app.PlanTemplates(c.Request.Context(), who); err != nil {
		return nil, err
	}
	p.Form, err = s.newScheduleForm(c, in.scheduleInput, r.Patient.Language, p.Problems)
	p.Days = mark([]Field{
		{Name: "start", Label: "First day", Kind: "date", Hint: "For “once” and “again and again”. Year-month-day, such as 2026-03-27.", Value: in.Start, Short: true, Optional: true},
		{Name: "until", Label: "Last day", Kind: "date", Hint: "Empty for no end.", Value: in.Until, Optional: true, Short: true},
	}, p.Problems)
	return p, err
}

func (s *Server) planForm(c *gin.Context, who clinic.Actor) error {
	in := planInput{scheduleInput: usualSchedule(), Start: string(clinic.DateAt(s.app.Now(), s.app.Zone()))}
	p, err := s.newPlanForm(c, who, in, nil)
	if err != nil {
		return err
	}
	for _, t := range p.Templates {
		if string(t.ID) != c.Query("template") {
			continue
		}
		in.scheduleInput = inputOfSchedule(t.Name, t.Schedule)
		if p, err = s.newPlanForm(c, who, in, nil); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) addPlan(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	in, err := decode[planInput](c)
	if err == nil && in.Do == "preview" {
		return s.previewPlan(c, who, in)
	}
	if err == nil {
		_, err = s.app.AddPlan(c.Request.Context(), who, in.plan(id))
	}
	switch {
	case correctable(err):
		p, failed := s.newPlanForm(c, who, in, err)
		if failed != nil {
			return failed
		}
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return toPlans(c, id, "added")
}

// previewPlan shows the form again with the first days it would ask on.
func (s *Server) previewPlan(c *gin.Context, who clinic.Actor, in planInput) error {
	slots, problem := s.app.PreviewPlan(c.Request.Context(), who, in.plan(clinic.PatientID(c.Param("id"))))
	if problem != nil && !correctable(problem) {
		return problem
	}
	p, err := s.newPlanForm(c, who, in, problem)
	if err != nil {
		return err
	}
	p.Preview, p.Previewed = slots, problem == nil
	status := http.StatusOK
	if problem != nil {
		status = statusOf(problem)
	}
	return s.render(c, status, p)
}

type planTemplatesPage struct {
	Base
	Templates []templateView
	Form      scheduleForm
}

func (*planTemplatesPage) template() string { return "plan_templates" }

type templateView struct {
	clinic.PlanTemplate
	Rhythm  string
	Battery string
}

func (s *Server) newPlanTemplatesPage(c *gin.Context, who clinic.Actor, in scheduleInput, problem error) (*planTemplatesPage, error) {
	list, err := s.app.PlanTemplates(c.Request.Context(), who)
	if err != nil {
		return nil, err
	}
	p := &planTemplatesPage{Base: Base{Title: "Templates for plans", Section: "site", Problems: problemsOf(problem)}}
	for _, t := range list {
		p.Templates = append(p.Templates, templateView{t, rhythmWords(t.Schedule), s.titlesOf(t.Battery)})
	}
	p.Form, err = s.newScheduleForm(c, in, "", p.Problems)
	return p, err
}

func (s *Server) planTemplates(c *gin.Context, who clinic.Actor) error {
	p, err := s.newPlanTemplatesPage(c, who, usualSchedule(), nil)
	if err != nil {
		return err
	}
	p.Message = map[string]string{"added": "The template was added.", "removed": "The template was removed. Plans made from it go on."}[c.Query("done")]
	return s.render(c, http.StatusOK, p)
}

func (s *Server) addPlanTemplate(c *gin.Context, who clinic.Actor) error {
	in, err := decode[scheduleInput](c)
	if err == nil {
		_, err = s.app.AddPlanTemplate(c.Request.Context(), who, clinic.PlanTemplate{Name: in.Name, Schedule: in.schedule()})
	}
	switch {
	case correctable(err):
		p, failed := s.newPlanTemplatesPage(c, who, in, err)
		if failed != nil {
			return failed
		}
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return seeOther(c, "/site/plans?done=added")
}

func (s *Server) removePlanTemplate(c *gin.Context, who clinic.Actor) error {
	if err := s.app.RemovePlanTemplate(c.Request.Context(), who, clinic.PlanTemplateID(c.Param("id"))); err != nil {
		return err
	}
	return seeOther(c, "/site/plans?done=removed")
}
