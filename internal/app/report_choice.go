package app

import (
	"strings"
	"time"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// ReportChoice says which part of a record a report has and which two days it compares. Days are the site's. The zero
// value is the whole record, and the first answers against the newest.
type ReportChoice struct {
	From, To     q.Date   // the two days to compare: both or neither
	Since, Until q.Date   // the period, its days included; each may be empty
	Scales       []string // each as questionnaire:scale; none for all
	Derivation   bool     // add how each number came about
}

// maxScales is how many scales may be chosen one by one.
const maxScales = 200

// apply checks a choice and puts it on what a report is made from.
func (c *ReportChoice) apply(m *report.Material, zone *time.Location) error {
	var details []fault.Detail
	day := func(field string, d q.Date) time.Time {
		t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
		if d != "" && err != nil {
			details = append(details, fault.Detail{Where: field, What: "Enter the day as year-month-day, such as 2026-03-27."})
		}
		return t
	}
	from, to, since, until := day("from", c.From), day("to", c.To), day("since", c.Since), day("until", c.Until)
	if len(details) == 0 {
		switch {
		case (c.From == "") != (c.To == ""):
			details = append(details, fault.Detail{Where: "to", What: "Choose both days, or neither."})
		case c.From != "" && !from.Before(to):
			details = append(details, fault.Detail{Where: "to", What: "Choose a later day than the first one."})
		case c.Since != "" && c.Until != "" && until.Before(since):
			details = append(details, fault.Detail{Where: "until", What: "The period ends before it begins."})
		}
	}
	keys, ok := c.keys()
	if !ok {
		details = append(details, fault.Detail{Where: "scale", What: "Choose scales from the list."})
	}
	if len(details) > 0 {
		return fault.New(fault.Invalid, "Please correct what is marked.", details...)
	}
	if c.From != "" {
		m.Between = &report.Span{From: endOf(from), To: endOf(to)}
	}
	s := report.Selection{Scales: keys, Since: since, Days: c.days(since, until), Derivation: c.Derivation}
	if c.Until != "" {
		s.Until = until.AddDate(0, 0, 1)
	}
	m.Selection = &s
	return nil
}

// endOf gives the last moment of a day that times are kept by.
func endOf(day time.Time) time.Time { return day.AddDate(0, 0, 1).Add(-time.Microsecond) }

func (c *ReportChoice) keys() (keys []report.ScaleKey, ok bool) {
	if len(c.Scales) > maxScales {
		return nil, false
	}
	for _, s := range c.Scales {
		questionnaire, scale, found := strings.Cut(s, ":")
		if !found || questionnaire == "" || scale == "" || len(s) > 160 {
			return nil, false
		}
		keys = append(keys, report.ScaleKey{Questionnaire: q.ID(questionnaire), Scale: q.ScaleID(scale)})
	}
	return keys, true
}

func (c *ReportChoice) days(since, until time.Time) string {
	const form = "2 January 2006"
	switch {
	case c.Since != "" && c.Until != "":
		return "from " + since.Format(form) + " to " + until.Format(form)
	case c.Since != "":
		return "since " + since.Format(form)
	case c.Until != "":
		return "until " + until.Format(form)
	}
	return ""
}
