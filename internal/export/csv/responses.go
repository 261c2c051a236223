package csvfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Entry is one response with its frozen result, which is absent where the response was not completed.
type Entry struct {
	RecordNumber string
	Response     *clinic.Response
	Result       *scoring.Result
	Mode         clinic.Mode // how the answers came in
}

// check refuses a response to another version than the file is of, because its columns would mean something else.
func (e *Entry) check(d *q.Definition) error {
	if e.Response == nil || e.Response.Questionnaire != d.Ref() || e.Response.Hash != d.Hash() ||
		e.Result != nil && (e.Result.Questionnaire != d.Ref() || len(e.Result.Scores) != len(d.Scales)) {
		return fault.New(fault.Internal, "A response doesn't belong to the version that is exported.")
	}
	return nil
}

// ResponseWriter writes one row a response.
type ResponseWriter struct {
	head Head
	out  *csv.Writer
	row  []string
}

// metaColumns say which response a row is of.
var metaColumns = []string{"engine", "record_number", "response_id", "encounter_id", "status", "amends", "entered_by", "language", "started_at", "completed_at"}

// NewResponseWriter begins a file of the responses to one version of one questionnaire: the answers as they are stored,
// in item order, then every scale.
func NewResponseWriter(w io.Writer, h Head) (*ResponseWriter, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	columns := append(append([]string{}, labelColumns...), metaColumns...)
	for i := range h.Definition.Items {
		columns = append(columns, itemColumn(h.Definition.Items[i].ID))
	}
	for i := range h.Definition.Scales {
		columns = append(columns, scaleColumns(&h.Definition.Scales[i])...)
	}
	out, err := open(w, h.Options, append(columns, lastColumn))
	if err != nil {
		return nil, fmt.Errorf("begin a file of responses: %w", err)
	}
	return &ResponseWriter{head: h, out: out}, nil
}

func itemColumn(id q.ItemID) string { return "item_" + string(id) }

// scaleColumns are the columns of a scale: a decision has a category and no interval.
func scaleColumns(s *q.Scale) []string {
	name := "scale_" + string(s.ID)
	if s.Operator == q.Decide {
		return []string{name, name + "_state", name + "_missing"}
	}
	return []string{name, name + "_state", name + "_band", name + "_low", name + "_high", name + "_basis", name + "_missing"}
}

// Write adds a response.
func (w *ResponseWriter) Write(e Entry) error {
	if err := e.check(w.head.Definition); err != nil {
		return err
	}
	answers, err := w.head.Definition.Answers(e.Response.Answers)
	if err != nil {
		return fmt.Errorf("read response %s: %w", e.Response.ID, err)
	}
	first, last := w.head.label(e.Mode)
	w.row = append(w.row[:0], first...)
	w.row = append(w.row, e.meta()...)
	for i := range w.head.Definition.Items {
		w.row = append(w.row, safe(answers.At(i).Raw))
	}
	for i := range w.head.Definition.Scales {
		w.row = append(w.row, e.scale(&w.head.Definition.Scales[i], i)...)
	}
	return w.out.Write(append(w.row, last))
}

// Flush writes what is still held back, and says whether anything failed.
func (w *ResponseWriter) Flush() error {
	w.out.Flush()
	return w.out.Error()
}

func (e *Entry) meta() []string {
	r := e.Response
	engine, by, completed := "", "patient", ""
	if e.Result != nil {
		engine = e.Result.Engine
	}
	if r.EnteredBy != "" {
		by = "staff"
	}
	if r.CompletedAt != nil {
		completed = moment(*r.CompletedAt)
	}
	return []string{engine, safe(e.RecordNumber), string(r.ID), string(r.EncounterID), string(r.Status), string(r.Amends), by, string(r.Language), moment(r.StartedAt), completed}
}

// scale gives the cells of one scale; all are empty without a result.
func (e *Entry) scale(d *q.Scale, at int) []string {
	cells := make([]string, len(scaleColumns(d)))
	if e.Result == nil {
		return cells
	}
	s := &e.Result.Scores[at]
	cells[1], cells[len(cells)-1] = string(s.State), strconv.Itoa(s.Missing)
	if d.Operator == q.Decide {
		cells[0] = safe(string(s.Category))
		return cells
	}
	if v, ok := s.Number(); ok {
		cells[0], cells[2] = number(v), safe(s.Band)
		if s.Error != nil {
			cells[3], cells[4], cells[5] = decimal(s.Error.Interval.Low), decimal(s.Error.Interval.High), s.Error.BasisWords()
		}
	}
	return cells
}
