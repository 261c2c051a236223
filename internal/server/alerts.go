package server

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

type alertsPage struct {
	Base
	Alerts []alertView
	More   bool
	Down   string // since when nobody can be told by e-mail; empty where they can, or no mail server is set
}

func (*alertsPage) template() string { return "alerts" }

// alertView is an alert as a page has it, with the note that was typed where it must be corrected.
type alertView struct {
	clinic.Alert
	Patient     string
	Title       string // of the questionnaire
	Note        string
	Problem     string
	Left        string // how long, where it was left too long
	By          string // who acknowledged it
	Waited      string // until then
	Escalations []escalationView
	Unfinished  bool   // the answers have not been sent yet
	Phone       string // of the patient; empty where none is recorded
}

// Last gives the stage that was taken last; nothing where none was.
func (v *alertView) Last() *escalationView {
	if len(v.Escalations) == 0 {
		return nil
	}
	return &v.Escalations[len(v.Escalations)-1]
}

// escalationView says of one stage whom it told, and how.
type escalationView struct {
	At   time.Time
	To   string
	Told []toldView // absent where there was nobody
}

type toldView struct{ Name, How string }

var stageWords = map[clinic.Stage]string{clinic.ToClinician: "the patient’s clinician", clinic.ToTeam: "the patient’s team", clinic.ToAdministrators: "the administrators"}

var toldWords = map[clinic.MailState]string{"": "on these pages only", clinic.MailWaiting: "e-mail waits to go out", clinic.MailSending: "e-mail is going out", clinic.MailSent: "by e-mail",
	clinic.MailFailed: "the e-mail could not be delivered", clinic.MailUnclear: "the e-mail may not have arrived", clinic.MailDropped: "on these pages only"}

func newAlertView(a clinic.Alert, patient, title string) alertView {
	return alertView{Alert: a, Patient: patient, Title: title}
}

// newPatientAlertView says how long an alert was left, and to whom it was escalated.
func (s *Server) newPatientAlertView(a *app.PatientAlert, site clinic.Site) alertView {
	v, now := newAlertView(a.Alert, a.Patient.Name, s.shortTitle(a.Alert.Questionnaire)), s.app.Now()
	v.Unfinished, v.Phone = a.Unfinished, a.Patient.Phone
	if a.Alert.Left(site, now) {
		v.Left = leftFor(now.Sub(a.Alert.RaisedAt))
	}
	for _, e := range a.Escalations {
		to := escalationView{At: e.At, To: stageWords[e.Stage]}
		for _, t := range e.Told {
			to.Told = append(to.Told, toldView{t.Name, toldWords[t.Mail]})
		}
		v.Escalations = append(v.Escalations, to)
	}
	return v
}

// newAlertRecordView says of an alert what became of it, too.
func (s *Server) newAlertRecordView(r *app.AlertRecord, site clinic.Site) alertView {
	v := s.newPatientAlertView(&r.PatientAlert, site)
	if !r.Alert.Open() {
		v.By, v.Waited = r.By, span(r.Alert.AcknowledgedAt.Sub(r.Alert.RaisedAt))
	}
	return v
}

const alertsShown = 200

func (s *Server) alerts(c *gin.Context, who clinic.Actor) error {
	p, err := s.newAlertsPage(c, who)
	if err != nil {
		return err
	}
	p.Message = said[c.Query("done")]
	return s.render(c, http.StatusOK, p)
}

func (s *Server) newAlertsPage(c *gin.Context, who clinic.Actor) (*alertsPage, error) {
	list, err := s.app.OpenAlerts(c.Request.Context(), who, alertsShown)
	if err != nil {
		return nil, err
	}
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return nil, err
	}
	p := &alertsPage{Base: Base{Title: "Open alerts", Section: "alerts"}, More: len(list) == alertsShown}
	if down := s.app.MailDown(); down != nil {
		p.Down = s.moment(*down)
	}
	for i := range list {
		p.Alerts = append(p.Alerts, s.newPatientAlertView(&list[i], site))
	}
	return p, nil
}

type alertPage struct {
	Base
	Alert alertView
}

func (*alertPage) template() string { return "alert" }

func (s *Server) newAlertPage(c *gin.Context, who clinic.Actor) (*alertPage, error) {
	r, err := s.app.Alert(c.Request.Context(), who, clinic.AlertID(c.Param("id")))
	if err != nil {
		return nil, err
	}
	site, err := s.app.Site(c.Request.Context())
	return &alertPage{Base: Base{Title: "Alert", Section: "alerts"}, Alert: s.newAlertRecordView(&r, site)}, err
}

// alert shows one alert with everything that became of it.
func (s *Server) alert(c *gin.Context, who clinic.Actor) error {
	p, err := s.newAlertPage(c, who)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

type acknowledgeInput struct {
	Note string `form:"note" validate:"max=8000" say:"Say what you did, in 3 to 2000 characters."`
}

func (s *Server) acknowledge(c *gin.Context, who clinic.Actor) error {
	id := clinic.AlertID(c.Param("id"))
	in, err := decode[acknowledgeInput](c)
	if err == nil {
		_, err = once(s, c, who, func(ctx context.Context) (clinic.PatientID, error) {
			return s.app.AcknowledgeAlert(ctx, who, id, in.Note)
		})
	}
	switch {
	case correctable(err):
		return s.acknowledgeAgain(c, who, in.Note, err)
	case err != nil:
		return err
	}
	return seeOther(c, "/alerts?done=seen")
}

// acknowledgeAgain shows the alert with what was typed and what is wrong with it.
func (s *Server) acknowledgeAgain(c *gin.Context, who clinic.Actor, note string, problem error) error {
	p, err := s.newAlertPage(c, who)
	if err != nil {
		return err
	}
	what := problemsOf(problem)[0].What
	p.Problems = Problems{{What: what}}
	if p.Alert.Open() {
		p.Alert.Note, p.Alert.Problem, p.Problems = note, what, Problems{{"note-" + string(p.Alert.ID), what}}
	}
	return s.render(c, statusOf(problem), p)
}
