package server

import (
	"html/template"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type plansPage struct {
	Base
	Patient      clinic.Patient
	Plans        []planView
	Ended        []planView
	Appointments []clinic.Appointment
	Visit        Field // for a new appointment
	Consent      consentView
}

func (*plansPage) template() string { return "plans" }

// planView is a plan in words.
type planView struct {
	ID        clinic.PlanID
	Name      string
	Rhythm    string
	Battery   string
	State     string
	Next      string // when it asks next; empty where it is not known or nothing comes
	Waits     string // what it waits for
	Held      string // why it asks nothing now, where the patient took back their agreement
	Open      *openView
	Past      []pastView // newest first
	Pause     bool
	Resume    bool
	End       bool
	Discharge *Field
}

// openView is an occasion that waits for answers.
type openView struct {
	ID       clinic.OccasionID
	Due      string
	Until    string
	Overdue  bool
	HandOver bool
	Links    bool   // further links can be made
	Enters   bool   // staff can enter the answers instead
	Held     bool   // by link it is not asked now: the patient took back their agreement
	Enter    string // where staff who enter the answers go on
	Mails    []mailView
	OnceMore bool   // the link can be sent once more, as a reminder
	MoreFrom string // or only from then on
}

type pastView struct {
	Due    string
	State  string
	Missed bool
	What   string
	Mails  []mailView
}

func (s *Server) newPlanView(r *app.PlanRecord, c *app.PlanCourse) planView {
	p := &c.Plan
	v := planView{ID: p.ID, Name: p.Name, Rhythm: rhythmWords(p.Schedule), Battery: s.titlesOf(p.Battery), State: planStates[p.State],
		Pause: p.State == clinic.PlanActive, Resume: p.State == clinic.PlanPaused, End: p.State != clinic.PlanEnded}
	for i := range c.Occasions {
		o := &c.Occasions[i]
		switch o.State {
		case clinic.Planned:
			v.Next = weekday(o.Due) + ", answers count " + windowWords(o.Slot) + because(o.Why)
		case clinic.Open:
			v.Open = s.newOpenView(r, o)
		default:
			v.Past = append(v.Past, s.newPastView(o))
		}
	}
	slices.Reverse(v.Past)
	if p.State == clinic.PlanPaused {
		v.Next = ""
	}
	if p.State == clinic.PlanActive && v.Next == "" {
		v.Waits = map[clinic.RhythmKind]string{clinic.BeforeVisit: "the next appointment", clinic.AtDischarge: "the day of discharge"}[p.Rhythm.Kind]
		if p.Rhythm.Kind == clinic.AtDischarge && p.Start != "" {
			v.Waits = ""
		}
	}
	if p.Rhythm.Kind == clinic.AtDischarge && v.End && v.Open == nil && len(v.Past) == 0 {
		v.Discharge = &Field{Name: "start", Label: "Day of discharge", Kind: "date", Value: string(p.Start), Short: true}
	}
	if v.End && r.TakenBack != nil {
		v.State, v.Waits = "held back", ""
		v.Held = "Nothing is asked, and no e-mail is sent: the patient took back their agreement to being asked by link on " + s.moment(*r.TakenBack) + ". The plan goes on once they agree again."
	}
	return v
}

func (s *Server) newOpenView(r *app.PlanRecord, o *app.OccasionCourse) *openView {
	v := &openView{ID: o.ID, Due: date(o.Due), Until: date(o.Closes), Overdue: o.Due < r.Today, HandOver: handOver(o), Links: o.Invitation != "", Enters: o.Invitation != ""}
	if r.TakenBack != nil && o.Invitation != "" {
		v.Held, v.Overdue, v.HandOver, v.Links = true, false, false, false
	}
	if o.Invitation == "" {
		v.Enter = "/encounters/" + string(o.Encounter)
	}
	for _, m := range o.Mails {
		mail := s.newMailView(m)
		mail.Again = mail.Again && r.NoMail == "" && o.Invitation != ""
		v.Mails = append(v.Mails, mail)
	}
	if _, from, ok := clinic.OnceMore(o.Mails); ok && v.Links && r.NoMail == "" {
		if v.OnceMore = !s.app.Now().Before(from); !v.OnceMore {
			v.MoreFrom = s.moment(from)
		}
	}
	return v
}

func (s *Server) newPastView(o *app.OccasionCourse) pastView {
	v := pastView{Due: date(o.Due), State: occasionStates[o.State], Missed: o.State == clinic.Missed, What: o.Why}
	if o.State == clinic.Done && o.ClosedAt != nil {
		v.What = "on " + s.moment(*o.ClosedAt)
	}
	for _, m := range o.Mails {
		v.Mails = append(v.Mails, s.newMailView(m))
	}
	return v
}

// planSaid are the words after a write to plans.
var planSaid = map[string]string{
	"added": "The plan was added.", "paused": "The plan is paused. Nothing more is asked until it goes on.", "resumed": "The plan goes on.",
	"ended": "The plan was ended.", "discharge": "The day of discharge was noted.", "visit": "The appointment was noted.", "cancelled": "The appointment was cancelled.",
	"agreed": "The consent was noted.", "withdrawn": "No more e-mails will be sent to this patient.", "again": "The e-mail goes out within a minute.",
	"confirmed": "It was noted that the e-mail has arrived.",
}

func (s *Server) plans(c *gin.Context, who clinic.Actor) error {
	p, err := s.newPlansPage(c, who, clinic.PatientID(c.Param("id")))
	if err != nil {
		return err
	}
	p.Message = planSaid[c.Query("done")]
	return s.render(c, http.StatusOK, p)
}

func (s *Server) newPlansPage(c *gin.Context, who clinic.Actor, id clinic.PatientID) (*plansPage, error) {
	r, err := s.app.Plans(c.Request.Context(), who, id)
	if err != nil {
		return nil, err
	}
	p := &plansPage{Base: Base{Title: "Plans and appointments", Section: "patients"}, Patient: r.Patient, Appointments: r.Appointments, Consent: s.newConsentView(&r),
		Visit: Field{Name: "on", Label: "Day of an appointment", Kind: "date", Hint: "Year-month-day, such as 2026-03-27.", Short: true}}
	for i := range r.Plans {
		if v := s.newPlanView(&r, &r.Plans[i]); v.End || v.Open != nil {
			p.Plans = append(p.Plans, v)
		} else {
			p.Ended = append(p.Ended, v)
		}
	}
	return p, nil
}

// plansAgain shows the page again with what is wrong with one of its small forms.
func (s *Server) plansAgain(c *gin.Context, who clinic.Actor, id clinic.PatientID, problem error) error {
	if !correctable(problem) {
		return problem
	}
	p, err := s.newPlansPage(c, who, id)
	if err != nil {
		return err
	}
	p.Problems = problemsOf(problem)
	p.Visit.Value, p.Visit.Problem = c.PostForm("on"), p.Problems.Of("on")
	p.Consent.How.Value, p.Consent.How.Problem = c.PostForm("how"), p.Problems.Of("how")
	p.Consent.Tongue.Options, p.Consent.Tongue.Problem = choose(p.Consent.Tongue.Options, c.PostForm("language")), p.Problems.Of("language")
	return s.render(c, statusOf(problem), p)
}

func toPlans(c *gin.Context, id clinic.PatientID, done string) error {
	return seeOther(c, "/patients/"+string(id)+"/plans?done="+done)
}

// turnPlan makes a handler of what is done with a plan by one button.
func (s *Server) turnPlan(done string, turn func(*gin.Context, clinic.Actor, clinic.PlanID) (clinic.PatientID, error)) staffHandler {
	return func(c *gin.Context, who clinic.Actor) error {
		patient, err := turn(c, who, clinic.PlanID(c.Param("id")))
		if err != nil && patient != "" {
			return s.plansAgain(c, who, patient, err)
		}
		if err != nil {
			return err
		}
		return toPlans(c, patient, done)
	}
}

func (s *Server) pausePlan(c *gin.Context, who clinic.Actor, id clinic.PlanID) (clinic.PatientID, error) {
	return s.app.PausePlan(c.Request.Context(), who, id)
}

func (s *Server) resumePlan(c *gin.Context, who clinic.Actor, id clinic.PlanID) (clinic.PatientID, error) {
	return s.app.ResumePlan(c.Request.Context(), who, id)
}

func (s *Server) endPlan(c *gin.Context, who clinic.Actor, id clinic.PlanID) (clinic.PatientID, error) {
	return s.app.EndPlan(c.Request.Context(), who, id)
}

func (s *Server) setDischarge(c *gin.Context, who clinic.Actor, id clinic.PlanID) (clinic.PatientID, error) {
	return s.app.SetDischarge(c.Request.Context(), who, id, q.Date(c.PostForm("start")))
}

func (s *Server) addAppointment(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	if _, err := s.app.AddAppointment(c.Request.Context(), who, id, q.Date(c.PostForm("on"))); err != nil {
		return s.plansAgain(c, who, id, err)
	}
	return toPlans(c, id, "visit")
}

func (s *Server) cancelAppointment(c *gin.Context, who clinic.Actor) error {
	patient, err := s.app.CancelAppointment(c.Request.Context(), who, clinic.AppointmentID(c.Param("id")))
	if err != nil {
		return err
	}
	return toPlans(c, patient, "cancelled")
}

// handOver answers with the link itself, as invite does.
func (s *Server) handOver(c *gin.Context, who clinic.Actor) error {
	token, i, err := s.app.HandOver(c.Request.Context(), who, clinic.OccasionID(c.Param("id")))
	if err != nil {
		return err
	}
	r, err := s.app.Patient(c.Request.Context(), who, i.PatientID)
	if err != nil {
		return err
	}
	p := &invitedPage{Base: Base{Title: "The link is ready", Section: "patients"}, Patient: r.Patient, Link: s.address(c.Request) + "/i/" + token,
		Expires: s.lastDay(i.ExpiresAt), Local: s.onlyLocal(c.Request)}
	var qr template.HTML
	if qr, err = drawQR(p.Link, "QR code of the link above"); err != nil {
		return err
	}
	p.QR = qr
	for _, e := range r.Encounters {
		if e.ID != i.EncounterID {
			continue
		}
		for _, ref := range e.Battery {
			if entry, err := s.app.Library.Get(ref); err == nil {
				p.Battery, p.Minutes = append(p.Battery, entry.Definition), p.Minutes+entry.Definition.Minutes
			}
		}
	}
	return s.renderInvited(c, p, i.ExpiresAt)
}

func (s *Server) answerHere(c *gin.Context, who clinic.Actor) error {
	id, err := s.app.AnswerHere(c.Request.Context(), who, clinic.OccasionID(c.Param("id")))
	if err != nil {
		return err
	}
	return seeOther(c, "/encounters/"+string(id))
}
