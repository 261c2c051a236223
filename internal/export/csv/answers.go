package csvfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// AnswerWriter writes one row an answer.
type AnswerWriter struct {
	head Head
	out  *csv.Writer
}

// answerColumns are those of one answer, after those of its response.
var answerColumns = []string{"item_number", "item", "item_label", "item_state", "answer", "answer_label", "answer_score", "note"}

// NewAnswerWriter begins a file of the answers to one version of one questionnaire, in long form.
func NewAnswerWriter(w io.Writer, h Head) (*AnswerWriter, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	columns := append(append(append([]string{}, labelColumns...), metaColumns...), answerColumns...)
	out, err := open(w, h.Options, append(columns, lastColumn))
	if err != nil {
		return nil, fmt.Errorf("begin a file of answers: %w", err)
	}
	return &AnswerWriter{head: h, out: out}, nil
}

// Write adds a response, with a row for every item, also for one that was not answered or not shown.
func (w *AnswerWriter) Write(e Entry) error {
	d := w.head.Definition
	if err := e.check(d); err != nil {
		return err
	}
	answers, err := d.Answers(e.Response.Answers)
	if err != nil {
		return fmt.Errorf("read response %s: %w", e.Response.ID, err)
	}
	first, last := w.head.label(e.Mode)
	meta := e.meta()
	for i := range d.Items {
		row := append(append([]string{}, first...), meta...)
		row = append(append(row, w.answer(i, answers.At(i))...), safe(e.Response.Notes[d.Items[i].ID]))
		if err := w.out.Write(append(row, last)); err != nil {
			return err
		}
	}
	return nil
}

func (w *AnswerWriter) answer(i int, v q.Value) []string {
	item := &w.head.Definition.Items[i]
	cells := []string{strconv.Itoa(i + 1), string(item.ID), safe(item.Label.In(w.head.Language)), string(report.Missing), "", "", ""}
	switch {
	case !v.Shown:
		cells[3] = string(report.NotShown)
	case v.Given:
		cells[3], cells[4] = string(report.Answered), safe(v.Raw)
		if item.Kind() == q.ChoiceItem {
			cells[5] = safe(w.head.Definition.ChoicesOf(item)[v.Choice].Label.In(w.head.Language))
		}
		if v.Scored {
			cells[6] = number(v.Score)
		}
	}
	return cells
}

// Flush writes what is still held back, and says whether anything failed.
func (w *AnswerWriter) Flush() error {
	w.out.Flush()
	return w.out.Error()
}
