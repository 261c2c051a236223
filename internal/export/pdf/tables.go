package pdf

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/export/sheet"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// alerts are the open ones, the most urgent first.
func (d *document) alerts() *section {
	var rows [][]cell
	open := d.r.OpenAlerts()
	if more := len(open) - MaxAlerts; more > 0 {
		open = open[:MaxAlerts]
		d.leave(count(more, "older open alert", "older open alerts"))
	}
	for _, a := range open {
		rows = append(rows, []cell{{words: strings.ToUpper(string(a.Level)), bold: true}, {words: a.Text}, {words: a.Questionnaire.String()}, {words: day(a.RaisedAt)}})
	}
	return d.tabled("Open alerts", []column{{"Level", .12}, {"What was answered", .55}, {"From", .19}, {"Raised on", .14}}, rows)
}

// scores are those of the newest response of each questionnaire: first the main scale of each, then the others.
func (d *document) scores(list []report.Response) *section {
	var rows, others [][]cell
	for i := range list {
		main := list[i].Main()
		for k := range list[i].Scores {
			if row := scoreRow(&list[i], &list[i].Scores[k]); k == main {
				rows = append(rows, row)
			} else {
				others = append(others, row)
			}
		}
	}
	rows = append(rows, others...)
	s := d.tabled("Newest scores", []column{{"Scale", .3}, {"Value (range)", .12}, {"95% interval", .145}, {"Band", .12}, {"Note", .205}, {"Date", .11}}, rows)
	if note := d.unknownIntervals(list); note != "" {
		s.head = append(s.head[:1:1], d.glued(note, 7.4), s.head[1])
	}
	return s
}

// unknownIntervals says why scores have no interval.
func (d *document) unknownIntervals(list []report.Response) string {
	var reasons []string
	for i := range list {
		for _, s := range list[i].Scores {
			if s.NoInterval != "" && !slices.Contains(reasons, s.NoInterval) {
				reasons = append(reasons, s.NoInterval)
			}
		}
	}
	if len(reasons) == 0 {
		return ""
	}
	return "Where an interval is not known, " + strings.Join(reasons, ", or ") + "."
}

func scoreRow(r *report.Response, s *report.Score) []cell {
	cells := []cell{{words: r.ShortTitle + ": " + s.Title}}
	if s.Value == nil { // a category, or no score
		cells = append(cells, cell{words: s.Shown, bold: true, more: 2})
	} else {
		value := s.Shown
		if s.Range != "" {
			value += " (" + s.Range + ")"
		}
		interval := "not known"
		if s.Interval != "" && s.Error != nil {
			interval = s.Interval + " (" + s.Error.BasisWords() + ")"
		}
		cells = append(cells, cell{words: value, bold: true}, cell{words: interval}, cell{words: cmp.Or(s.Band, "–")})
	}
	return append(cells, cell{words: cmp.Or(strings.Join(notes(r, s), "; "), "–")}, cell{words: day(r.CompletedAt)})
}

func notes(r *report.Response, s *report.Score) (list []string) {
	for _, n := range []struct {
		holds bool
		words string
	}{
		{r.Evidence == q.Unvalidated, "not validated"},
		{s.Note != "", s.Note},
		{s.Error != nil && s.Error.Basis == q.Assumed, "provisional"},
		{s.Unverified, "source not yet verified"},
		{r.Amends != "", "corrected"},
		{r.Basis != report.SelfReport, string(r.Basis)},
		{r.Abroad != "", "answered in " + r.Abroad},
	} {
		if n.holds {
			list = append(list, n.words)
		}
	}
	return list
}

// treatments are those that were begun and not stopped when the report was made.
func (d *document) treatments() *section {
	var rows [][]cell
	for _, t := range d.r.CurrentTreatments() {
		kind := string(t.Kind)
		if t.Class != "" && t.Class != clinic.OtherMedicine {
			kind += ", " + report.ClassWords(t.Class)
		}
		since := string(t.On)
		if on, err := time.Parse(time.DateOnly, string(t.On)); err == nil {
			since = day(on)
		}
		step := map[clinic.TreatmentStep]string{clinic.Started: "started ", clinic.Changed: "changed "}[t.Step]
		rows = append(rows, []cell{{words: t.Name}, {words: kind}, {words: cmp.Or(t.Dose, "–")}, {words: step + since}})
	}
	if len(rows) == 0 {
		body := append([]sheet.Strip{d.paragraph("None is recorded.", 8)}, d.treatmentHistory()...)
		return &section{head: []sheet.Strip{d.heading("Current treatments")}, body: body, keep: len(body)}
	}
	s := d.tabled("Current treatments, which can change what the answers mean", []column{{"Treatment", .36}, {"Kind", .24}, {"Dose", .2}, {"Last change", .2}}, rows)
	s.body = append(s.body, d.treatmentHistory()...)
	s.keep = len(s.body)
	return s
}

// treatmentHistory is what was started, changed, stopped or noted in the report's time.
func (d *document) treatmentHistory() []sheet.Strip {
	l := d.r.Letter()
	list := l.Changes
	said := strings.NewReplacer(", started on ", " started on ", ", changed on ", " changed on ").Replace(strings.Join(l.Current, "\n"))
	if !slices.ContainsFunc(list, func(c string) bool { return !strings.Contains(said, c) }) { // the table says it already
		return nil
	}
	words := ""
	if more := len(list) - MaxEvents; more > 0 {
		list, words = list[:MaxEvents], fmt.Sprintf("; and %d "+moreInRecord, more)
		d.leave(count(more, "older change of treatment", "older changes of treatment"))
	}
	space := sheet.Strip{Height: 3, Paint: func(float64) {}}
	return append([]sheet.Strip{space}, d.text("Changes since "+l.Since.Format("2 January 2006")+", the newest first: "+strings.Join(list, "; ")+words+".", 7.8)...)
}

// tabled is a section of one table.
func (d *document) tabled(heading string, columns []column, rows [][]cell) *section {
	head, body := d.table(columns, rows)
	if n := len(body); n > 2 { // no row stands alone at the end of a page, nor at the beginning of one
		body[0].Glue, body[n-2].Glue = true, true
	}
	return &section{head: []sheet.Strip{d.heading(heading), head}, body: body, keep: len(body)}
}

func day(t time.Time) string { return t.Format("2 Jan 2006") }
