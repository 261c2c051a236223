package server

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// scoresView is a table of scores, with the name a screen reader gives it.
type scoresView struct {
	Label     string
	Responses []report.Response
}

// functions are what templates may call: words for values, and nothing that computes or compares a score.
var functions = template.FuncMap{
	"date":     date,
	"weekday":  weekday,
	"window":   windowWords,
	"sheetDay": sheetDay,
	"text":     func(t q.Text) string { return t.In(q.DefaultLanguage) },
	"plural":   plural,
	"upTo":     upTo,

	"rightsWord":  func(b q.RightsBasis) string { return rightsWords[b] },
	"checkedWord": func(c q.Checked) string { return checkedWords[c] },
	"packWord":    func(b q.PackBasis) string { return packWords[b] },
	"stepDone":    func(k app.StepKind) string { return stepsDone[k] },
	"shortHash":   func(h q.Hash) string { return string(h[:min(12, len(h))]) },

	"responses": func(label string, list []report.Response) scoresView { return scoresView{label, list} },
	"scores":    func(label string, list []report.Response) scoresView { return scoresView{label, list} },
	"stepWord":  func(step clinic.TreatmentStep) string { return labelOf(stepOptions, string(step)) },
}

// stepsDone say what was done with a version.
var stepsDone = map[app.StepKind]string{"upload": "added", "release": "released", "retire": "retired", "restore": "brought back",
	"add-wording": "a wording was added", "withdraw-wording": "a wording was withdrawn"}

// day gives the calendar day of a time in the site's zone.
func (s *Server) day(t time.Time) string { return t.In(s.app.Zone()).Format("2 Jan 2006") }

// moment gives a day and a time of day in the site's zone, which it names: by its letters at that time, such as CET or CEST,
// so that an hour that comes twice is told apart; by its distance from UTC where it has no letters.
func (s *Server) moment(t time.Time) string {
	t = t.In(s.app.Zone())
	return t.Format("2 Jan 2006, 15:04 ") + zoneName(t)
}

// lastDay gives the last day of what ends at a time: what ends as a day begins had the day before as its last.
func (s *Server) lastDay(end time.Time) string { return s.day(end.Add(-time.Nanosecond)) }

// endIn says when something ends in the words of a voice; what ends as a day begins ends with the day before.
func (s *Server) endIn(v *locale.Voice, end time.Time) string {
	local := end.In(s.app.Zone())
	if hour, minute, second := local.Clock(); hour == 0 && minute == 0 && second == 0 {
		return v.Say("date.end-of-day", "Date", locale.Words(v.Day(local.Add(-time.Nanosecond))))
	}
	return s.momentIn(v, end)
}

// momentIn is moment in the words of a voice.
func (s *Server) momentIn(v *locale.Voice, t time.Time) string {
	t = t.In(s.app.Zone())
	return v.Moment(t, zoneName(t))
}

func zoneName(t time.Time) string {
	name := t.Format("MST")
	if strings.ContainsAny(name, "+-0123456789") {
		name = t.Format("UTC-07:00")
	}
	return name
}

// sheetDay gives the day that stands on a paper form, whose answers are kept as of the middle of that day in UTC.
func sheetDay(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// date gives a calendar day in words, and what can't be read as it stands.
func date(d q.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("2 Jan 2006")
}

// plural gives one word or the other by a count.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// count gives a number with its word.
func count(n int, word string) string { return strconv.Itoa(n) + " " + word }

// leftFor says how long something was left, in whole hours, or days from two on.
func leftFor(d time.Duration) string {
	hours := int(d.Hours())
	if hours >= 48 {
		return "left for " + count(hours/24, "days")
	}
	return "left for " + count(hours, plural(hours, "hour", "hours"))
}

// upTo gives a number that is counted up to app.MostCounted only.
func upTo(n int) string {
	if n >= app.MostCounted {
		return strconv.Itoa(app.MostCounted-1) + "+"
	}
	return strconv.Itoa(n)
}
