package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
)

// mailsShown is the most messages the page of troubles lists.
const mailsShown = 200

type mailsPage struct {
	Base
	Down string // since when the mail server can't be reached; empty where it can
	Off  bool   // this server sends none
	List []troubleView
}

func (*mailsPage) template() string { return "mails" }

type troubleView struct {
	mailView
	Patient clinic.PatientID
	Name    string
}

func (s *Server) mails(c *gin.Context, who clinic.Actor) error {
	list, err := s.app.MailsInTrouble(c.Request.Context(), who, mailsShown)
	if err != nil {
		return err
	}
	p := &mailsPage{Base: Base{Title: "E-mails that need somebody", Section: "patients"}, Off: s.app.Mail == nil}
	if down := s.app.MailDown(); down != nil {
		p.Down = s.moment(*down)
	}
	for _, m := range list {
		p.List = append(p.List, troubleView{s.newMailView(m.Mail), m.Patient.ID, m.Patient.Name})
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) sendAgain(c *gin.Context, who clinic.Actor) error {
	patient, err := s.app.SendAgain(c.Request.Context(), who, clinic.MailID(c.Param("id")))
	if err != nil {
		return err
	}
	return toPlans(c, patient, "again")
}

func (s *Server) confirmMail(c *gin.Context, who clinic.Actor) error {
	patient, err := s.app.ConfirmMail(c.Request.Context(), who, clinic.MailID(c.Param("id")))
	if err != nil {
		return err
	}
	return toPlans(c, patient, "confirmed")
}

type stopPage struct {
	Base
	Stopped bool
	Contact string
}

func (*stopPage) template() string { return "stop" }

// stop is what a patient sees who follows the link that ends e-mails. Following it changes nothing: a mailbox may look
// behind links before its owner does.
func (s *Server) stop(c *gin.Context) error {
	if err := s.app.CheckStop(c.Request.Context(), c.Param("token")); err != nil {
		return err
	}
	return s.stopPage(c, false)
}

func (s *Server) stopMails(c *gin.Context) error {
	if err := s.app.StopMails(c.Request.Context(), c.Param("token"), c.ClientIP()); err != nil {
		return err
	}
	return s.stopPage(c, true)
}

func (s *Server) stopPage(c *gin.Context, stopped bool) error {
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	name := site.MailName
	if name == "" {
		name = site.Name
	}
	p := &stopPage{Base: Base{Title: "Stop these e-mails", Site: name, Bare: true}, Stopped: stopped, Contact: site.Contact}
	if stopped {
		p.Title = "The e-mails have stopped"
	}
	return s.render(c, http.StatusOK, p)
}
