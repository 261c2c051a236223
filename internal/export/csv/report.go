package csvfile

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"steelyard/internal/report"
)

// scoreColumns are those between the label and the notice.
var scoreColumns = []string{"engine", "site", "report_made_at", "record_number", "response_id", "completed_at", "entered_by", "amended", "amends", "evidence",
	"scale", "scale_title", "state", "value", "shown", "range", "interval_low", "interval_high", "interval_basis", "band", "direction", "note", "unverified_source", "selection"}

// WriteReport writes the scores of a report, one a row, the newest response first. It refuses a report without its notice.
func WriteReport(w io.Writer, r *report.Report, o Options) error {
	if err := r.Check(); err != nil {
		return err
	}
	columns := append(append(append([]string{}, labelColumns...), scoreColumns...), lastColumn)
	c, err := open(w, o, columns)
	if err != nil {
		return fmt.Errorf("write the scores of a report: %w", err)
	}
	notice := safe(strings.Join(r.Notice(), " "))
	for i := range r.Responses {
		for k := range r.Responses[i].Scores {
			row := append(responseCells(r, &r.Responses[i]), scoreCells(&r.Responses[i].Scores[k])...)
			if err := c.Write(append(row, safe(r.Selected), notice)); err != nil {
				return fmt.Errorf("write the scores of a report: %w", err)
			}
		}
	}
	c.Flush()
	return c.Error()
}

func responseCells(r *report.Report, x *report.Response) []string {
	return []string{"true", string(x.Basis), strconv.FormatBool(r.Invented), string(x.Ref.ID), string(x.Ref.Version), string(x.Hash),
		x.Engine, safe(r.Site), moment(r.At), safe(r.Patient.RecordNumber), string(x.ID), moment(x.CompletedAt), safe(x.EnteredBy),
		strconv.FormatBool(x.Amended), string(x.Amends), string(x.Evidence)}
}

func scoreCells(s *report.Score) []string {
	value, low, high, basis := "", "", "", ""
	if s.Value != nil {
		value = number(s.Value)
	}
	if s.Error != nil {
		low, high, basis = decimal(s.Error.Interval.Low), decimal(s.Error.Interval.High), s.Error.BasisWords()
	}
	return []string{string(s.Scale), safe(s.Title), string(s.State), value, safe(s.Shown), safe(s.Range), low, high, basis,
		safe(s.Band), string(s.Direction), safe(s.Note), strconv.FormatBool(s.Unverified)}
}
