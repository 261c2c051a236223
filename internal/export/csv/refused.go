package csvfile

import (
	"encoding/csv"
	"io"
	"strconv"
)

// RefusedWriter writes the rows of a list of patients that were refused, as they came, with the row's number and why. It
// shows no score, and so carries no notice.
type RefusedWriter struct{ to *csv.Writer }

// NewRefusedWriter begins a file with the headers of the list and two of its own.
func NewRefusedWriter(w io.Writer, headers []string) (*RefusedWriter, error) {
	to, err := open(w, Options{BOM: true}, append([]string{"Row", "Why refused"}, headers...))
	return &RefusedWriter{to}, err
}

// Write adds a row. No cell begins a formula.
func (w *RefusedWriter) Write(line int, why string, cells []string) error {
	row := []string{strconv.Itoa(line), safe(why)}
	for _, c := range cells {
		row = append(row, safe(c))
	}
	return w.to.Write(row)
}

// Flush ends the file.
func (w *RefusedWriter) Flush() error {
	w.to.Flush()
	return w.to.Error()
}
