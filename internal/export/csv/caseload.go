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

// Caseload is what every row of an export of the list of patients says.
type Caseload struct {
	Notice   []string
	Invented bool
	Options
}

// Listed is one patient of the list. A time is absent where nothing happened yet.
type Listed struct {
	RecordNumber  string
	Name          string
	BirthDate     q.Date
	OpenAlerts    int
	LastCompleted *time.Time
	WaitingSince  *time.Time
	WaitingUntil  *time.Time
}

// CaseloadWriter writes one row a patient.
type CaseloadWriter struct {
	head Caseload
	out  *csv.Writer
}

var caseloadColumns = []string{"non_diagnostic", "basis", "invented", "record_number", "name", "birth_date", "open_alerts", "last_completed_at", "waiting_since", "waiting_until", lastColumn}

// NewCaseloadWriter begins a file of the list of patients.
func NewCaseloadWriter(w io.Writer, h Caseload) (*CaseloadWriter, error) {
	if len(h.Notice) == 0 {
		return nil, fault.New(fault.Internal, "A list of patients can't be exported without its notice.")
	}
	out, err := open(w, h.Options, caseloadColumns)
	if err != nil {
		return nil, fmt.Errorf("begin a file of patients: %w", err)
	}
	return &CaseloadWriter{h, out}, nil
}

// Write adds a patient.
func (w *CaseloadWriter) Write(p Listed) error {
	return w.out.Write([]string{"true", report.AnyBasis, strconv.FormatBool(w.head.Invented), safe(p.RecordNumber), safe(p.Name), string(p.BirthDate),
		strconv.Itoa(p.OpenAlerts), momentOf(p.LastCompleted), momentOf(p.WaitingSince), momentOf(p.WaitingUntil), safe(strings.Join(w.head.Notice, " "))})
}

// Flush writes what is still held back, and says whether anything failed.
func (w *CaseloadWriter) Flush() error {
	w.out.Flush()
	return w.out.Error()
}

func momentOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return moment(*t)
}
