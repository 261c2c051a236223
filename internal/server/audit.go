package server

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	csvfile "steelyard/internal/export/csv"
	"steelyard/internal/fault"
)

type auditPage struct {
	Base
	Patient  clinic.PatientID // only what was done to this patient's data; empty for all
	Gone     bool             // who was erased
	Entries  []auditView
	Fields   []Field // of the filter
	Older    string  // the address of the next page; empty where there is none
	CSV      string  // the address of everything that the filter lets through
	Filtered bool
	Verified verified // the last verification
}

// verified is what the last verification said; When is zero where there was none.
type verified struct {
	When time.Time
	Said string
	Bad  bool
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

const auditShown = 100

type auditInput struct{ Patient, Actor, Action, From, To, Before string }

func auditInputOf(c *gin.Context) auditInput {
	return auditInput{c.Query("patient"), c.Query("actor"), c.Query("action"), c.Query("from"), c.Query("to"), c.Query("before")}
}

// query gives what was asked for; the days are whole ones of the site's.
func (in auditInput) query(zone *time.Location) (q app.AuditQuery, err error) {
	q = app.AuditQuery{Patient: clinic.PatientID(in.Patient), Actor: in.Actor, Action: in.Action}
	for _, day := range []struct {
		text string
		to   *time.Time
		more int
	}{{in.From, &q.From, 0}, {in.To, &q.To, 1}} {
		if day.text == "" {
			continue
		}
		at, err := time.ParseInLocation(time.DateOnly, day.text, zone)
		if err != nil {
			return q, fault.New(fault.Invalid, "Choose a day as year-month-day, such as 2026-11-23.")
		}
		*day.to = at.AddDate(0, 0, day.more)
	}
	if in.Before != "" {
		if q.Before, err = strconv.ParseInt(in.Before, 10, 64); err != nil || q.Before < 1 {
			return q, errNoPage
		}
	}
	return q, nil
}

// address is the page's own with the same filter.
func (in auditInput) address(path string, before int64) string {
	v := url.Values{}
	for name, value := range map[string]string{"patient": in.Patient, "actor": in.Actor, "action": in.Action, "from": in.From, "to": in.To} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if before > 0 {
		v.Set("before", strconv.FormatInt(before, 10))
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func (s *Server) audit(c *gin.Context, who clinic.Actor) error {
	ctx := c.Request.Context()
	in := auditInputOf(c)
	query, err := in.query(s.app.Zone())
	if err != nil {
		return err
	}
	state, err := s.app.AuditState(ctx, who)
	if err != nil {
		return err
	}
	query.Limit = auditShown + 1
	entries, err := s.app.AuditPage(ctx, who, query)
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
	p := &auditPage{Base: Base{Title: "Audit", Section: "audit", Wide: true, Message: saidOfAudit[c.Query("done")]}, Patient: query.Patient, CSV: in.address("/audit.csv", 0),
		Filtered: in.address("", 0) != "", Fields: auditFields(in, users, state.Actions),
		Verified: verified{state.Verified.At, state.Verified.Why, strings.HasPrefix(state.Verified.Why, "NOT")}}
	p.Gone = slices.ContainsFunc(entries, func(e app.AuditEntry) bool { return in.Patient != "" && e.Action == "erase patient" })
	if len(entries) > auditShown {
		entries = entries[:auditShown]
		p.Older = in.address("/audit", entries[auditShown-1].Seq)
	}
	for i := range entries {
		p.Entries = append(p.Entries, newAuditView(&entries[i], names))
	}
	return s.render(c, http.StatusOK, p)
}

var saidOfAudit = map[string]string{"verified": "The audit was read from the first entry to the last."}

func newAuditView(e *app.AuditEntry, names map[string]string) auditView {
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
	return v
}

func auditFields(in auditInput, users []clinic.User, actions []string) []Field {
	who := []Option{{Value: "", Label: "Everybody"}}
	for _, u := range users {
		who = append(who, Option{Value: "user:" + string(u.ID), Label: u.Name})
	}
	what := []Option{{Value: "", Label: "Everything"}}
	for _, a := range actions {
		what = append(what, Option{Value: a, Label: a})
	}
	return []Field{
		{Name: "actor", Label: "Who", Kind: "select", Options: choose(who, in.Actor), Optional: true},
		{Name: "action", Label: "What", Kind: "select", Options: choose(what, in.Action), Optional: true},
		{Name: "from", Label: "From the day", Kind: "date", Value: in.From, Optional: true},
		{Name: "to", Label: "To the day", Kind: "date", Value: in.To, Optional: true},
	}
}

// verifyAudit reads the whole chain.
func (s *Server) verifyAudit(c *gin.Context, who clinic.Actor) error {
	if _, err := s.app.VerifyNow(c.Request.Context(), who); err != nil {
		return err
	}
	return seeOther(c, "/audit?done=verified")
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

// auditCSV gives everything that the filter lets through, the oldest first.
func (s *Server) auditCSV(c *gin.Context, who clinic.Actor) error {
	query, err := auditInputOf(c).query(s.app.Zone())
	if err != nil {
		return err
	}
	var w *csvfile.TrailWriter
	begin := func() error {
		if w != nil {
			return nil
		}
		w, err = csvfile.NewTrailWriter(newStream(c, "audit.csv"))
		return err
	}
	if err := s.app.ExportAudit(c.Request.Context(), who, query, func(e app.AuditEntry) error {
		if err := begin(); err != nil {
			return err
		}
		return w.Write(csvfile.Trail{Seq: e.Seq, At: e.At, Actor: e.Actor, Role: e.Role, Action: e.Action, Patient: e.Patient, Subject: e.Subject, Why: e.Why, Origin: e.From})
	}); err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err
	}
	return w.Flush()
}
