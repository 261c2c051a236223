package server

import (
	"fmt"
	"strings"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

var (
	rhythmOptions = []Option{
		{Value: string(clinic.Once), Label: "Once, such as a baseline"},
		{Value: string(clinic.Every), Label: "Again and again"},
		{Value: string(clinic.BeforeVisit), Label: "Before each visit"},
		{Value: string(clinic.AtDischarge), Label: "At discharge"},
	}
	unitOptions = []Option{{Value: string(clinic.Days), Label: "days"}, {Value: string(clinic.Weeks), Label: "weeks"}, {Value: string(clinic.Months), Label: "months"}}

	planStates     = map[clinic.PlanState]string{clinic.PlanActive: "running", clinic.PlanPaused: "paused", clinic.PlanEnded: "ended"}
	occasionStates = map[clinic.OccasionState]string{clinic.Planned: "planned", clinic.Open: "open", clinic.Done: "answered", clinic.Missed: "missed", clinic.Cancelled: "not asked"}
)

// rhythmWords says when a schedule asks.
func rhythmWords(s clinic.Schedule) string {
	words := map[clinic.RhythmKind]string{clinic.Once: "Once", clinic.AtDischarge: "At discharge", clinic.BeforeVisit: fmt.Sprintf("%d %s before each visit", s.Rhythm.Lead, plural(s.Rhythm.Lead, "day", "days"))}[s.Rhythm.Kind]
	if s.Rhythm.Kind == clinic.BeforeVisit && s.Rhythm.Lead == 0 {
		words = "On the day of each visit"
	}
	if s.Rhythm.Kind == clinic.Every {
		words = "Every " + strings.TrimSuffix(string(s.Rhythm.Unit), "s")
		if s.Rhythm.Every > 1 {
			words = fmt.Sprintf("Every %d %s", s.Rhythm.Every, s.Rhythm.Unit)
		}
	}
	if s.Count > 0 && s.Rhythm.Kind != clinic.Once && s.Rhythm.Kind != clinic.AtDischarge {
		words += fmt.Sprintf(", %d %s", s.Count, plural(s.Count, "time", "times"))
	}
	return words
}

// windowWords says from when to when answers count.
func windowWords(s clinic.Slot) string {
	if s.Opens == s.Closes {
		return "on that day only"
	}
	return "from " + date(s.Opens) + " to " + date(s.Closes)
}

// weekday gives a calendar day with its day of the week.
func weekday(d q.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("Monday, 2 Jan 2006")
}

func (s *Server) titlesOf(ids []q.ID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
		if e, ok := s.app.Library.FindLatest(id); ok {
			names[i] = e.Definition.ShortTitle.In(q.DefaultLanguage)
		}
	}
	return strings.Join(names, ", ")
}

// mailView is what became of one message.
type mailView struct {
	ID      clinic.MailID
	What    string
	Trouble bool // a person should look
	Again   bool // it can be sent again
	Unclear bool
}

func (s *Server) newMailView(m clinic.Mail) mailView {
	v := mailView{ID: m.ID, Trouble: m.Trouble(), Unclear: m.State == clinic.MailUnclear, Again: m.Trouble() || m.State == clinic.MailDropped}
	kind := "Reminder"
	if m.Kind == clinic.Invites {
		kind = "E-mail with the link"
	}
	at := ""
	if m.SettledAt != nil {
		at = s.moment(*m.SettledAt)
	}
	switch m.State {
	case clinic.MailSent:
		v.What = kind + ": sent on " + at
	case clinic.MailWaiting:
		v.What = kind + ": goes out from " + s.moment(m.NotBefore) + because(m.Problem)
	case clinic.MailSending:
		v.What = kind + ": is being sent"
	case clinic.MailFailed:
		v.What = kind + ": could not be delivered" + because(m.Problem)
	case clinic.MailUnclear:
		v.What = kind + ": may not have been sent. Ask the patient, or send it again" + because(m.Problem)
	default:
		v.What = kind + ": not sent" + because(m.Problem)
	}
	return v
}

func because(problem string) string {
	if problem == "" {
		return ""
	}
	return " (" + problem + ")"
}

// handOver says whether nothing reached the patient by e-mail, so that somebody must hand the link over.
func handOver(o *app.OccasionCourse) bool {
	for _, m := range o.Mails {
		if m.State == clinic.MailSent || m.State == clinic.MailWaiting || m.State == clinic.MailSending {
			return false
		}
	}
	return o.State == clinic.Open && o.Invitation != ""
}
