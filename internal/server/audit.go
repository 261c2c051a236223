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
	Why     string
	From    string
}

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
		p.Entries = append(p.Entries, auditView{e.Seq, e.At, actorName(names, e.Actor), role, e.Action, e.Patient, subject, e.Why, e.From})
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
