package server

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/chart"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// changeView is a comparison as a page has it.
type changeView struct {
	*report.Comparison
	Heading   string
	Figure    figure
	Rows      []changeRow // those beyond their error first
	More      []changeRow // one step away
	Then      *figure     // the profile at both times
	Domains   []report.DomainChange
	Contrasts contrastView
}

// changeRow is one scale between two answers, in the words of its chart's table.
type changeRow struct {
	report.Change
	Then, Now  changeSide
	Gap, Range string // the difference and its interval
}

// changeSide is one of two scores, with its interval, and its day; the day is empty where there is none.
type changeSide struct{ Score, On string }

func newChangeSide(words string) changeSide {
	if at := strings.LastIndex(words, " on "); at >= 0 {
		return changeSide{words[:at], words[at+len(" on "):]}
	}
	return changeSide{Score: words}
}

func newChangeRows(c *report.Comparison) []changeRow {
	rows := make([]changeRow, len(c.Scales))
	for i, cells := range chart.Changes(c).Table().Rows {
		gap, interval, known := strings.Cut(cells[3], " (")
		if known {
			interval = "(" + interval
		}
		rows[i] = changeRow{c.Scales[i], newChangeSide(cells[1]), newChangeSide(cells[2]), gap, interval}
	}
	return rows
}

// contrastView is the difference of the two groups of domains at both times, in words.
type contrastView struct{ Then, Now, Says string }

// changesShown is how many scales stand open on the patient's page.
const changesShown = 6

func newChangeView(c *report.Comparison, id string, shown int) *changeView {
	if c == nil {
		return nil
	}
	drawn := *c
	drawn.Scales = ordered(c.Scales)
	v := &changeView{Comparison: c, Heading: c.Heading(), Rows: newChangeRows(&drawn)}
	if shown > 0 && len(v.Rows) > shown {
		drawn.Scales = drawn.Scales[:shown]
		v.Rows, v.More = v.Rows[:shown], v.Rows[shown:]
	}
	v.Figure = newFigure(chart.Changes(&drawn), id, chart.Wide)
	if p := c.Profile; p != nil {
		then := newFigure(chart.ProfileThenAndNow(p), id+"-profile", chart.Wide)
		v.Then, v.Domains = &then, p.Domains
		v.Contrasts = contrastView{chart.ContrastWords(&p.Then.Contrast), chart.ContrastWords(&p.Now.Contrast), p.Contrast.Statement}
	}
	return v
}

// ordered gives what changed beyond its error first, then what did not, then what can't be compared; of each the validated
// scales first.
func ordered(list []report.Change) []report.Change {
	rank := func(c report.Change) int {
		switch {
		case c.Exceeds:
			return 0
		case c.Comparable && len(c.Criteria) > 0:
			return 1
		case c.Comparable:
			return 2
		}
		return 3
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b report.Change) int {
		return cmp.Or(rank(a)-rank(b), strings.Compare(string(b.Evidence), string(a.Evidence)))
	})
	return list
}

type changePage struct {
	Base
	Patient clinic.Patient
	Fields  []Field     // absent where there are no two days to choose
	Change  *changeView // absent until two days are chosen, and where nothing was answered twice
	Query   string      // of the same comparison as a file
}

func (*changePage) template() string { return "change" }

// change sets two days of a record side by side, by the days that were chosen or by the first and the newest answers.
func (s *Server) change(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	choice, err := readChoice(c)
	var x app.Changes
	if err == nil {
		x, err = s.app.Change(c.Request.Context(), who, app.ReportRequest{Patient: id, Choice: app.ReportChoice{From: choice.From, To: choice.To}})
	}
	status := http.StatusOK
	problems := problemsOf(err)
	switch {
	case correctable(err):
		status = statusOf(err)
		if x, err = s.app.Change(c.Request.Context(), who, app.ReportRequest{Patient: id}); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	r := x.Report
	if err := r.Check(); err != nil {
		return err
	}
	p := &changePage{Base: Base{Title: "Change", Section: "patients", Wide: true, Notice: r.Notice(), Basis: report.AnyBasis, Problems: problems}, Patient: clinic.Patient{ID: id, Name: r.Patient.Name, RecordNumber: r.Patient.RecordNumber}}
	if len(problems) == 0 && r.Comparison != nil {
		p.Change, p.Basis = newChangeView(r.Comparison, "change", 0), r.Comparison.Basis
	}
	if p.Change != nil && p.Change.Chosen {
		p.Query = "?" + url.Values{"from": {string(choice.From)}, "to": {string(choice.To)}}.Encode()
	}
	p.Fields = s.dayFields(&x, choice, problems)
	return s.render(c, status, p)
}

// daysOffered is how many days a field offers; any other can be entered.
const daysOffered = 30

// dayFields ask for two days, and offer the first on which something was answered and the newest. There are none where nothing was
// answered on two days, but to correct what was entered.
func (s *Server) dayFields(x *app.Changes, choice app.ReportChoice, problems Problems) []Field {
	first, last := s.dayOption(x.First), s.dayOption(x.Last)
	if first.Value == last.Value && len(problems) == 0 && choice.From == "" {
		return nil
	}
	var days []Option
	for _, at := range x.Lately {
		if o := s.dayOption(at); len(days) < daysOffered && !slices.Contains(days, o) {
			days = append(days, o)
		}
	}
	if !x.First.IsZero() && !slices.Contains(days, first) {
		days = append(days, first)
	}
	fields := mark([]Field{
		{Name: "from", Label: "From", Kind: "date", Value: string(choice.From), Options: days},
		{Name: "to", Label: "To", Kind: "date", Value: string(choice.To), Options: days},
	}, problems)
	if x.First.IsZero() {
		return fields
	}
	fields[0].Hint, fields[1].Hint = "The first answers are of "+first.Label+".", "The newest are of "+last.Label+"."
	if choice.From == "" && choice.To == "" {
		fields[0].Value, fields[1].Value = first.Value, last.Value
	}
	return fields
}

// dayOption is the site's day of a time.
func (s *Server) dayOption(t time.Time) Option {
	return Option{Value: t.In(s.app.Zone()).Format(time.DateOnly), Label: s.day(t)}
}

// choiceInput is the part of a report's address that says what it has.
type choiceInput struct {
	From       string   `form:"from" validate:"max=20" say:"Choose a day."`
	To         string   `form:"to" validate:"max=20" say:"Choose a day."`
	Since      string   `form:"since" validate:"max=20" say:"Enter the day as year-month-day, such as 2026-03-27."`
	Until      string   `form:"until" validate:"max=20" say:"Enter the day as year-month-day, such as 2026-03-27."`
	Scales     []string `form:"scale" validate:"max=200,dive,max=160" say:"Choose scales from the list."`
	Derivation bool     `form:"derivation"`
}

func readChoice(c *gin.Context) (app.ReportChoice, error) {
	in, err := decode[choiceInput](c)
	return app.ReportChoice{From: q.Date(in.From), To: q.Date(in.To), Since: q.Date(in.Since), Until: q.Date(in.Until), Scales: in.Scales, Derivation: in.Derivation}, err
}

// choiceFields are those of the form for a report with a part of the record.
func choiceFields(r *report.Report) []Field {
	scales := make([]Option, len(r.Trends))
	for i, t := range r.Trends {
		scales[i] = Option{Value: string(t.Questionnaire) + ":" + string(t.Scale), Label: t.Title}
	}
	const day = "Year-month-day, such as 2026-03-27."
	return []Field{
		{Name: "scale", Label: "Only these scales", Hint: "None chosen stands for all.", Kind: "checks", Options: scales, Optional: true},
		{Name: "since", Label: "Answers since", Hint: day, Kind: "date", Optional: true},
		{Name: "until", Label: "Answers until", Hint: day, Kind: "date", Optional: true},
		{Name: "derivation", Label: "Add how each number came about (more pages of the PDF)", Kind: "check"},
	}
}
