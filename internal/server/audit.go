package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
)

type auditPage struct {
	Base
	Patient clinic.PatientID // only what was done to this patient's data; empty for all
	Entries []auditView
	Full    bool // there may be older ones
}

func (*auditPage) template() string { return "audit" }

// auditView is an entry in words. It names staff, and patients only by their page.
type auditView struct {
	Seq     int64
	At      time.Time
	Who     string
	Role    string
	Action  string
	Patient string
	Subject string
	Why     string // in the program's words
	Told    string // as somebody wrote it
	Changes []audited
	Erased  bool // what was told and what was changed can't be read any more
	From    string
}

// audited is what a field held before and after; an empty text was nothing.
type audited struct{ Field, Before, After string }

const auditShown = 200

func (s *Server) audit(c *gin.Context, who clinic.Actor) error {
	ctx, patient := c.Request.Context(), clinic.PatientID(c.Query("patient"))
	entries, err := s.app.Audit(ctx, who, patient, auditShown)
	if err != nil {
		return err
	}
	users, err := s.app.Users(ctx, who)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, u := range users {
		names["user:"+string(u.ID)] = u.Name
	}
	p := &auditPage{Base: Base{Title: "Audit", Section: "audit", Wide: true}, Patient: patient, Full: len(entries) == auditShown}
	for _, e := range entries {
		subject, _, _ := strings.Cut(e.Subject, ":")
		role := e.Role
		if strings.HasPrefix(e.Actor, "invitation:") {
			role = ""
		}
		v := auditView{Seq: e.Seq, At: e.At, Who: actorName(names, e.Actor), Role: role, Action: e.Action, Patient: e.Patient, Subject: subject, Why: e.Why,
			Told: e.Detail.Why, Erased: e.Erased, From: e.From}
		for _, c := range e.Detail.Changes {
			v.Changes = append(v.Changes, audited(c))
		}
		p.Entries = append(p.Entries, v)
	}
	return s.render(c, http.StatusOK, p)
}

func actorName(names map[string]string, actor string) string {
	if name, ok := names[actor]; ok {
		return name
	}
	if strings.HasPrefix(actor, "invitation:") {
		return "the holder of a link"
	}
	return "nobody known"
}
