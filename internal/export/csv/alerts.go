package csvfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// Alert is one alert of a list of them. AcknowledgedAt is absent where nobody has yet.
type Alert struct {
	RecordNumber   string
	Name           string
	Questionnaire  q.Ref
	Basis          report.Basis
	Flag           string
	Level          string
	Text           string
	RaisedAt       time.Time
	AcknowledgedAt *time.Time
	AcknowledgedBy string
	Note           string
	Escalations    []Escalated
}

// Escalated is whom an alert was escalated to, and when.
type Escalated struct {
	To string
	At time.Time
}

// AlertWriter writes one row an alert.
type AlertWriter struct {
	head Caseload
	out  *csv.Writer
}

var alertColumns = []string{"non_diagnostic", "basis", "invented", "record_number", "name", "questionnaire", "version", "flag", "level", "text", "raised_at",
	"acknowledged_at", "minutes_to_acknowledgement", "acknowledged_by", "note", "escalated_to_clinician_at", "escalated_to_team_at", "escalated_to_administrators_at", lastColumn}

// NewAlertWriter begins a file of alerts.
func NewAlertWriter(w io.Writer, h Caseload) (*AlertWriter, error) {
	if len(h.Notice) == 0 {
		return nil, fault.New(fault.Internal, "A list of alerts can't be exported without its notice.")
	}
	out, err := open(w, h.Options, alertColumns)
	if err != nil {
		return nil, fmt.Errorf("begin a file of alerts: %w", err)
	}
	return &AlertWriter{h, out}, nil
}

// Write adds an alert.
func (w *AlertWriter) Write(a Alert) error {
	minutes := ""
	if a.AcknowledgedAt != nil {
		minutes = strconv.FormatInt(int64(a.AcknowledgedAt.Sub(a.RaisedAt)/time.Minute), 10)
	}
	row := []string{"true", string(a.Basis), strconv.FormatBool(w.head.Invented), safe(a.RecordNumber), safe(a.Name), string(a.Questionnaire.ID), string(a.Questionnaire.Version),
		safe(a.Flag), a.Level, safe(a.Text), moment(a.RaisedAt), momentOf(a.AcknowledgedAt), minutes, safe(a.AcknowledgedBy), safe(a.Note)}
	for _, to := range []string{"clinician", "team", "administrators"} {
		at := ""
		for _, e := range a.Escalations {
			if e.To == to {
				at = moment(e.At)
			}
		}
		row = append(row, at)
	}
	return w.out.Write(append(row, safe(strings.Join(w.head.Notice, " "))))
}

// Flush writes what is still held back, and says whether anything failed.
func (w *AlertWriter) Flush() error {
	w.out.Flush()
	return w.out.Error()
}
