package csvfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"
)

// Trail is one entry of the audit.
type Trail struct {
	Seq                                                int64
	At                                                 time.Time
	Actor, Role, Action, Patient, Subject, Why, Origin string
}

// TrailWriter writes entries of the audit as CSV, one a row. It shows no score, and so carries no notice.
type TrailWriter struct{ to *csv.Writer }

// NewTrailWriter begins a file with its head.
func NewTrailWriter(w io.Writer) (*TrailWriter, error) {
	to, err := open(w, Options{BOM: true}, []string{"seq", "at", "actor", "role", "action", "patient", "subject", "why", "from"})
	return &TrailWriter{to}, err
}

// Write writes one entry. No cell begins a formula.
func (w *TrailWriter) Write(e Trail) error {
	row := []string{strconv.FormatInt(e.Seq, 10), e.At.UTC().Format(time.RFC3339Nano)}
	for _, s := range []string{e.Actor, e.Role, e.Action, e.Patient, e.Subject, e.Why, e.Origin} {
		row = append(row, safe(s))
	}
	if err := w.to.Write(row); err != nil {
		return fmt.Errorf("write audit entry: %w", err)
	}
	return nil
}

// Flush ends the file.
func (w *TrailWriter) Flush() error {
	w.to.Flush()
	if err := w.to.Error(); err != nil {
		return fmt.Errorf("write audit: %w", err)
	}
	return nil
}
