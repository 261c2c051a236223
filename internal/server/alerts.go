package server

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
)

type alertsPage struct {
	Base
	Alerts []alertView
	More   bool
}

func (*alertsPage) template() string { return "alerts" }

// alertView is an alert as a page has it, with the note that was typed where it must be corrected.
type alertView struct {
	clinic.Alert
	Patient string
	Title   string // of the questionnaire
	Note    string
	Problem string
	Left    string // how long, where it was left too long
	By      string // who acknowledged it
	Waited  string // until then
}

func newAlertView(a clinic.Alert, patient, title string) alertView {
	return alertView{Alert: a, Patient: patient, Title: title}
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
	now := s.app.Now()
	p := &alertsPage{Base: Base{Title: "Open alerts", Section: "alerts"}, More: len(list) == alertsShown}
	for _, a := range list {
		v := newAlertView(a.Alert, a.Patient.Name, s.shortTitle(a.Alert.Questionnaire))
		if a.Alert.Left(site, now) {
			v.Left = leftFor(now.Sub(a.Alert.RaisedAt))
		}
		p.Alerts = append(p.Alerts, v)
	}
	return p, nil
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
		return s.acknowledgeAgain(c, who, id, in.Note, err)
	case err != nil:
		return err
	}
	return seeOther(c, "/alerts?done=seen")
}

// acknowledgeAgain shows the list with what was typed and what is wrong with it, at the alert it belongs to.
func (s *Server) acknowledgeAgain(c *gin.Context, who clinic.Actor, id clinic.AlertID, note string, problem error) error {
	p, err := s.newAlertsPage(c, who)
	if err != nil {
		return err
	}
	p.Problems = problemsOf(problem)
	for i := range p.Alerts {
		if p.Alerts[i].ID == id {
			p.Alerts[i].Note, p.Alerts[i].Problem = note, p.Problems[0].What
			p.Problems = Problems{{"note-" + string(id), p.Problems[0].What}}
		}
	}
	return s.render(c, statusOf(problem), p)
}
