package server

import (
	"context"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type askPage struct {
	Base
	Patient clinic.Patient
	Offers  []offer
	Others  []offer // those that can't be administered here
	Lacks   string  // the patient's language, where some of what is offered lacks it
	Days    Field
	Problem string // what is wrong with the choice
	Back    string // that the patient took back their agreement, where no link can be made
}

func (*askPage) template() string { return "ask" }

// offer is one questionnaire that can be chosen, or why it can't.
type offer struct {
	*q.Definition
	Chosen bool
	Cannot string
	Lacks  string // the patient's language by its name, where the form can't be shown in it
}

// offerTo offers a questionnaire to somebody who reads a language, or of whom that is not known.
func offerTo(d *q.Definition, chosen bool, reads q.Language) offer {
	o := offer{Definition: d, Chosen: chosen}
	if reads != "" && d.LanguageFor(reads) != reads {
		o.Lacks = languageName(reads)
	}
	return o
}

// offersLack gives the language that some of what is offered lacks.
func offersLack(list []offer) string {
	for _, o := range list {
		if o.Lacks != "" {
			return o.Lacks
		}
	}
	return ""
}

type askInput struct {
	Battery []string `form:"battery" validate:"min=1,max=50,dive,max=100" say:"Choose at least one questionnaire."`
	Days    string   `form:"days" validate:"max=20" say:"Enter a number of days from 1 to 90."`
}

func (in askInput) ids() []q.ID {
	ids := make([]q.ID, len(in.Battery))
	for i, id := range in.Battery {
		ids[i] = q.ID(id)
	}
	return ids
}

func (s *Server) chooseBattery(c *gin.Context, who clinic.Actor) error {
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	p, err := s.newAskPage(c, who, askInput{Days: strconv.Itoa(site.LinkDays)}, nil)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) newAskPage(c *gin.Context, who clinic.Actor, in askInput, problem error) (*askPage, error) {
	r, err := s.app.Patient(c.Request.Context(), who, clinic.PatientID(c.Param("id")))
	if err != nil {
		return nil, err
	}
	p := &askPage{Base: Base{Title: "Ask questions", Section: "patients", Problems: problemsOf(problem)}, Patient: r.Patient}
	p.Days = mark([]Field{{Name: "days", Label: "Days until the link ends", Hint: "From 1 to 90. Only for a link.", Kind: "number", Value: in.Days, Short: true}}, p.Problems)[0]
	p.Problem, p.Back = p.Problems.Of("battery"), s.takenBack(&r)
	chosen := map[q.ID]bool{}
	for _, id := range in.ids() {
		chosen[id] = true
	}
	offered, err := s.app.Offered(c.Request.Context())
	if err != nil {
		return nil, err
	}
	for _, e := range offered {
		o := offerTo(e.Definition, chosen[e.Definition.ID], r.Patient.Language)
		if err := e.CanBeAdministered(s.app.Now()); err != nil {
			o.Cannot = fault.Message(err)
			p.Others = append(p.Others, o)
			continue
		}
		p.Offers = append(p.Offers, o)
	}
	p.Lacks = offersLack(p.Offers)
	return p, nil
}

// askAgain shows the choice again with what is wrong.
func (s *Server) askAgain(c *gin.Context, who clinic.Actor, in askInput, problem error) error {
	p, err := s.newAskPage(c, who, in, problem)
	if err != nil {
		return err
	}
	return s.render(c, statusOf(problem), p)
}

type invitedPage struct {
	Base
	Patient clinic.Patient
	Link    string
	QR      template.HTML
	Expires string
	Battery []*q.Definition
	Minutes int
	Handout *handout
	Local   bool // the link leads to this machine only
}

func (*invitedPage) template() string { return "invited" }

// invited is what the page of a new link says.
type invited struct {
	Token   string
	Patient clinic.PatientID
	Expires time.Time
}

// invite answers with the link itself and does not send the browser on: the link is shown this once, and an address must
// never have it.
func (s *Server) invite(c *gin.Context, who clinic.Actor) error {
	in, err := decode[askInput](c)
	var made invited
	if err == nil {
		made, err = once(s, c, who, func(ctx context.Context) (invited, error) {
			token, i, err := s.app.Invite(ctx, who, clinic.PatientID(c.Param("id")), in.ids(), whole(in.Days))
			return invited{token, i.PatientID, i.ExpiresAt}, err
		})
	}
	switch {
	case correctable(err):
		return s.askAgain(c, who, in, err)
	case err != nil:
		return err
	}
	r, err := s.app.Patient(c.Request.Context(), who, made.Patient)
	if err != nil {
		return err
	}
	p := &invitedPage{Base: Base{Title: "The link is ready", Section: "patients"}, Patient: r.Patient, Link: s.address(c.Request) + "/i/" + made.Token,
		Expires: s.lastDay(made.Expires), Local: s.onlyLocal(c.Request)}
	if p.QR, err = drawQR(p.Link, "QR code of the link above"); err != nil {
		return err
	}
	for _, id := range in.ids() {
		if e, ok := s.app.Library.FindLatest(id); ok {
			p.Battery, p.Minutes = append(p.Battery, e.Definition), p.Minutes+e.Definition.Minutes
		}
	}
	return s.renderInvited(c, p, made.Expires)
}

// renderInvited shows the page of a new link, with the sheet for the patient.
func (s *Server) renderInvited(c *gin.Context, p *invitedPage, ends time.Time) error {
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	if p.Handout, err = s.newHandout(&site, &p.Patient, p.Link, ends, p.Minutes); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

// begin lets a member of staff enter the answers.
func (s *Server) begin(c *gin.Context, who clinic.Actor) error {
	in, err := decode[askInput](c)
	var id clinic.EncounterID
	if err == nil {
		id, err = once(s, c, who, func(ctx context.Context) (clinic.EncounterID, error) {
			return s.app.Begin(ctx, who, clinic.PatientID(c.Param("id")), in.ids())
		})
	}
	switch {
	case correctable(err):
		return s.askAgain(c, who, in, err)
	case err != nil:
		return err
	}
	return seeOther(c, "/encounters/"+string(id))
}

func (s *Server) revoke(c *gin.Context, who clinic.Actor) error {
	patient, err := s.app.Revoke(c.Request.Context(), who, clinic.InvitationID(c.Param("id")))
	if err != nil {
		return err
	}
	return seeOther(c, "/patients/"+string(patient)+"?done=revoked")
}
