package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

// mailsShown is the most messages the page of troubles lists.
const mailsShown = 200

type mailsPage struct {
	Base
	Down  string // since when the mail server can't be reached; empty where it can
	Off   bool   // this server sends none
	List  []troubleView
	Staff []staffTrouble // for administrators alone
}

// staffTrouble is an e-mail about alerts that did not reach somebody on the staff.
type staffTrouble struct{ Name, What string }

func (s *Server) newStaffTrouble(t *app.StaffTrouble) staffTrouble {
	what := t.Mail.Problem + "."
	switch t.Mail.State {
	case clinic.MailWaiting:
		what += " It is tried again, next at " + s.moment(t.Mail.NotBefore) + "."
	case clinic.MailUnclear:
		what += " It may have arrived. Please ask them."
	case clinic.MailFailed:
		what += " Correct the address under Users: then it is sent again."
	}
	return staffTrouble{t.Name, strings.ToUpper(what[:1]) + what[1:]}
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
	if clinic.Can(who, clinic.ManageSite, clinic.NoPatient) {
		staff, err := s.app.StaffMailsInTrouble(c.Request.Context(), who, mailsShown)
		if err != nil {
			return err
		}
		for i := range staff {
			p.Staff = append(p.Staff, s.newStaffTrouble(&staff[i]))
		}
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

// remindNow sends the link of an open occasion once more, and makes one message of what is sent twice.
func (s *Server) remindNow(c *gin.Context, who clinic.Actor) error {
	patient, err := once(s, c, who, func(ctx context.Context) (clinic.PatientID, error) {
		return s.app.RemindNow(ctx, who, clinic.OccasionID(c.Param("id")))
	})
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
	Contact *contact
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
	v := s.voiceFor(c.Request)
	p := &stopPage{Base: Base{Title: v.Say("stop.title"), Site: name, Bare: true, Switch: s.newSwitch(v, s.words.Languages())}, Stopped: stopped, Contact: newContact(&site, v)}
	if stopped {
		p.Title = v.Say("stop.done-title")
	}
	return s.render(c, http.StatusOK, p)
}
