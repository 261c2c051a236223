package csvfile

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	q "steelyard/internal/questionnaire"
)

// Dictionary writes a row for every column of the files of one questionnaire: what it means, its type, unit and range,
// its allowed values with their labels, and where its rule comes from.
func Dictionary(w io.Writer, h Head) error {
	if err := h.check(); err != nil {
		return err
	}
	columns := append(append([]string{}, labelColumns...), "file", "column", "meaning", "type", "unit", "minimum", "maximum", "allowed_values", "source", lastColumn)
	out, err := open(w, h.Options, columns)
	if err != nil {
		return fmt.Errorf("write a dictionary: %w", err)
	}
	first, last := h.label("")
	for _, e := range h.words() {
		row := append(append([]string{}, first...), e.file, e.column, safe(e.meaning), e.kind, safe(e.unit), e.min, e.max, safe(e.allowed), safe(e.source), last)
		if err := out.Write(row); err != nil {
			return fmt.Errorf("write a dictionary: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// word explains one column.
type word struct{ file, column, meaning, kind, unit, min, max, allowed, source string }

// The files that a dictionary explains.
const (
	everyFile = "all"
	responses = "responses"
	answers   = "answers"
	scores    = "scores of a report"
	both      = "responses; answers"
)

func (h *Head) words() (list []word) {
	list = append(list, fixedWords...)
	for i := range h.Definition.Items {
		list = append(list, h.item(i))
	}
	for i := range h.Definition.Scales {
		list = append(list, h.scale(&h.Definition.Scales[i])...)
	}
	return list
}

func (h *Head) item(i int) word {
	item := &h.Definition.Items[i]
	e := word{file: responses, column: itemColumn(item.ID), kind: string(item.Kind()),
		meaning: fmt.Sprintf("Answer to item %d as it is stored: %s", i+1, cmp.Or(item.Text.In(h.Language), item.Label.In(h.Language)))}
	if item.Kind() == q.ChoiceItem {
		e.kind = "choice code"
		var codes []string
		for _, c := range h.Definition.ChoicesOf(item) {
			codes = append(codes, choiceWords(&c, h.Language))
		}
		e.allowed = strings.Join(codes, "; ")
	}
	if b := item.Bounds; b != nil {
		e.unit, e.min, e.max = b.Unit, number(b.Min), number(b.Max)
	}
	if item.Kind() == q.DurationItem {
		e.unit = "minutes, or hours:minutes"
	}
	for _, c := range item.Codes {
		e.source += strings.TrimSpace(c.System + " " + c.Code + " ")
	}
	return e
}

// choiceWords writes a code with its label and its score, which is not always the code.
func choiceWords(c *q.Choice, l q.Language) string {
	words := string(c.Code) + " = " + c.Label.In(l)
	switch {
	case c.Score == nil:
		return words + " (no score)"
	case c.Score.String() != string(c.Code):
		return words + " (score " + c.Score.String() + ")"
	}
	return words
}

func (h *Head) scale(s *q.Scale) []word {
	columns := scaleColumns(s)
	meaning := s.Title.In(h.Language) + " (" + string(s.Operator) + "; "
	value := word{file: responses, column: columns[0], kind: "number", source: h.citation(s.Source)}
	if s.Range != nil {
		value.min, value.max = number(s.Range.Min), number(s.Range.Max)
	}
	state := word{file: responses, column: columns[1], kind: "word", meaning: "How far the scale could be scored; where unscorable its value is empty", allowed: "complete; prorated; unscorable"}
	missing := word{file: responses, column: columns[len(columns)-1], kind: "count", meaning: "How many of the scale’s answers are missing", min: "0"}
	if s.Operator == q.Decide {
		value.kind, value.meaning = "category", s.Title.In(h.Language)+": the first category whose condition holds; empty where an answer that decides is missing"
		var list []string
		for _, d := range s.Decide {
			list = append(list, string(d.Category)+" = "+d.Label.In(h.Language))
		}
		value.allowed = strings.Join(list, "; ")
		return []word{value, state, missing}
	}
	value.meaning = meaning + "higher means more " + string(s.Direction) + "). A value whose decimals don’t end is rounded to six."
	if s.Direction == q.Neither {
		value.meaning = meaning + "a count or an index)."
	}
	var bands []string
	for _, b := range s.Bands {
		bands = append(bands, b.Code+" = "+b.Label.In(h.Language)+" (from "+b.From.String()+")")
	}
	low := word{file: responses, column: columns[3], kind: "number", meaning: "Lower end of the 95% interval, cut at the scale’s range; it covers item sampling only. Empty where the error of measurement is not known"}
	high := low
	high.column, high.meaning = columns[4], strings.Replace(low.meaning, "Lower", "Upper", 1)
	return []word{value, state,
		{file: responses, column: columns[2], kind: "word", meaning: "Code of the band; empty where the scale has none or no value", allowed: strings.Join(bands, "; ")},
		low, high,
		{file: responses, column: columns[5], kind: "word", meaning: "What the interval rests on; an assumed one is provisional", allowed: "published; assumed; site", source: h.precision(s)},
		missing}
}

func (h *Head) precision(s *q.Scale) string {
	if s.Precision == nil {
		return ""
	}
	return h.citation(s.Precision.Source)
}

func (h *Head) citation(id q.SourceID) string {
	s, ok := h.Definition.Source(id)
	if !ok {
		return ""
	}
	return s.Citation + " (" + string(s.Checked) + ")"
}
