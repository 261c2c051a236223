package questionnaires_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"steelyard/internal/fault"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// vector is one row of testdata/vectors.json: the answers of one person, and what must come of them, field by field.
type vector struct {
	ID       string
	Scale    string
	Answers  json.RawMessage
	Context  map[string]any
	Expected map[string]any
	Source   string
}

// instrument says how the vectors of one scale are read: the questionnaire that scores them, how their answers become
// a form (in item order where read is nil), and what each field means.
type instrument struct {
	id     q.ID
	read   func(*testing.T, vector) q.Form
	fields fields
}

// fields maps the names of a vector's fields to what is computed; an object's fields are fields in turn.
type fields map[string]any

// computed gives the value of one field; nil where there is none. It also sees what is wanted, because a few fields
// are two-valued reports of what is three-valued here.
type computed func(t *testing.T, s *scored, want any) any

// scored is a vector's answers, scored with the shipped definition.
type scored struct {
	program *scoring.Program
	answers q.Answers
	result  scoring.Result
}

// TestVectors scores every vector of every scale. A scale or a field that this test doesn't know fails.
func TestVectors(t *testing.T) {
	shipped := programs(t)
	seen := map[string]int{}
	for _, v := range vectors(t) {
		t.Run(v.ID, func(t *testing.T) {
			in, known := instruments[v.Scale]
			if !known {
				t.Fatalf("the scale %s is not known to this test", v.Scale)
			}
			seen[v.Scale]++
			p := shipped[in.id]
			if p == nil {
				t.Fatalf("no definition of %s", in.id)
			}
			if kind := v.Expected["error"]; kind != nil {
				refused(t, p.Definition(), v, kind)
				return
			}
			check(t, score(t, p, in, v), in.fields, v.Expected, v.Source)
		})
	}
	for scale := range instruments {
		if seen[scale] == 0 {
			t.Errorf("there is no vector of %s", scale)
		}
	}
}

func check(t *testing.T, s *scored, known fields, expected map[string]any, source string) {
	t.Helper()
	for name, want := range expected {
		switch f := known[name].(type) {
		case nil:
			t.Errorf("the field %q is not known to this test", name)
		case fields:
			check(t, s, f, want.(map[string]any), source)
		case computed:
			if d := cmp.Diff(want, f(t, s, want)); d != "" {
				t.Errorf("%s (- want, + got; %s): %s", name, source, d)
			}
		}
	}
}

// refused wants answers that can't be accepted to be refused, and for the reason the vector gives.
func refused(t *testing.T, d *q.Definition, v vector, kind any) {
	t.Helper()
	form, err := d.InOrder(list(t, v.Answers))
	switch kind {
	case "wrong_length":
	case "out_of_range":
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Answers(form)
	default:
		t.Fatalf("the error %v is not known to this test", kind)
	}
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("%s: got %v, want a fault of kind invalid", kind, err)
	}
}

func score(t *testing.T, p *scoring.Program, in instrument, v vector) *scored {
	t.Helper()
	read := in.read
	if read == nil {
		read = itemOrder(p.Definition())
	}
	a, err := p.Definition().Answers(read(t, v))
	if err != nil {
		t.Fatal(err)
	}
	return &scored{p, a, p.Score(a)}
}

// itemOrder reads answers in item order. An item that the record answers takes its answer from the vector's context;
// items after the last answer, such as the PHQ-9's unscored one, are not answered.
func itemOrder(d *q.Definition) func(*testing.T, vector) q.Form {
	return func(t *testing.T, v vector) q.Form {
		given := list(t, v.Answers)
		form := q.Form{}
		for i := range d.Items {
			id := d.Items[i].ID
			switch {
			case d.Items[i].Record == q.SexOfRecord:
				form[id] = map[any]string{"F": "female", "M": "male"}[v.Context["sex"]]
			case len(given) > 0:
				if given[0] != "" {
					form[id] = given[0]
				}
				given = given[1:]
			}
		}
		if len(given) > 0 {
			t.Fatalf("%d answers too many", len(given))
		}
		return form
	}
}

// list reads answers in order as they would be stored: numbers as written, yes and no, and nothing for null.
func list(t *testing.T, raw json.RawMessage) (given []string) {
	t.Helper()
	var values []any
	decode(t, raw, &values)
	for _, v := range values {
		given = append(given, stored(v))
	}
	return given
}

func stored(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	}
	return fmt.Sprint(v)
}

func decode(t *testing.T, raw []byte, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		t.Fatal(err)
	}
}

func vectors(t *testing.T) (list []vector) {
	t.Helper()
	content, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &list); err != nil || len(list) == 0 {
		t.Fatalf("%d vectors, %v", len(list), err)
	}
	return list
}

// programs compiles what is shipped, by id; there is one version of each.
func programs(t *testing.T) map[q.ID]*scoring.Program {
	t.Helper()
	all := map[q.ID]*scoring.Program{}
	for path, d := range definitions(t) {
		p, err := scoring.Compile(d)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all[d.ID] = p
	}
	return all
}

func (s *scored) score(t *testing.T, id q.ScaleID) *scoring.Score {
	t.Helper()
	found, ok := s.result.Score(id)
	if !ok {
		t.Fatalf("%s has no scale %s", s.result.Questionnaire, id)
	}
	return found
}

// known says whether a scale has a number or a category.
func known(id q.ScaleID) computed {
	return func(t *testing.T, s *scored, _ any) any { return s.score(t, id).State != q.Unscorable }
}

func prorated(id q.ScaleID) computed {
	return func(t *testing.T, s *scored, _ any) any { return s.score(t, id).State == q.Prorated }
}

// missing counts the operands of a scale that are missing; blank counts those without an answer, whatever the reason.
func missing(id q.ScaleID) computed {
	return func(t *testing.T, s *scored, _ any) any { return float64(s.score(t, id).Missing) }
}

func blank(id q.ScaleID) computed {
	return func(t *testing.T, s *scored, _ any) any {
		scale, _ := s.program.Definition().Scale(id)
		n := 0.0
		for _, item := range scale.Items {
			if !s.answers.Of(item).Given {
				n++
			}
		}
		return n
	}
}

// unanswered counts the items of the form that were asked and not answered.
func unanswered(_ *testing.T, s *scored, _ any) any {
	return float64(s.result.Items - s.result.Answered)
}

// answered is the operator over what was answered; no score where something is missing.
func answered(id q.ScaleID) computed {
	return func(t *testing.T, s *scored, _ any) any {
		d, ok := s.program.Derive(s.answers, &s.result, id)
		if !ok {
			t.Fatalf("no derivation of %s", id)
		}
		return d.Answered.Float()
	}
}

// value is a score at four decimals, as the vectors are written.
func value(id q.ScaleID) computed {
	return func(t *testing.T, s *scored, _ any) any {
		v, ok := s.score(t, id).Number()
		if !ok {
			return nil
		}
		return number(t, v.Decimal(4))
	}
}

func rounded(id q.ScaleID) computed {
	return func(t *testing.T, s *scored, _ any) any { return s.score(t, id).Value.RoundHalfUp().Float() }
}

// standardError is that of a score, at one decimal as tables have it.
func standardError(id q.ScaleID) computed {
	return func(t *testing.T, s *scored, _ any) any {
		e := s.score(t, id).Error
		if e == nil {
			return nil
		}
		return number(t, fmt.Sprintf("%.1f", e.SE))
	}
}

// pomp is the share of a scale's range; shownPOMP is that of what the items that were asked could give.
func pomp(id q.ScaleID) computed {
	return func(t *testing.T, s *scored, _ any) any {
		scale, _ := s.program.Definition().Scale(id)
		return s.share(t, id, psychometrics.Interval{Low: scale.Range.Min.Float(), High: scale.Range.Max.Float()})
	}
}

func shownPOMP(id q.ScaleID) computed {
	return func(t *testing.T, s *scored, _ any) any {
		d := s.program.Definition()
		scale, _ := d.Scale(id)
		var limits psychometrics.Interval
		for _, itemID := range scale.Items {
			if item, _ := d.Item(itemID); s.answers.Of(itemID).Shown {
				low, high, _ := d.ScoreRange(item)
				limits.Low, limits.High = limits.Low+low.Float(), limits.High+high.Float()
			}
		}
		return s.share(t, id, limits)
	}
}

func (s *scored) share(t *testing.T, id q.ScaleID, limits psychometrics.Interval) any {
	t.Helper()
	v, ok := s.score(t, id).Number()
	if !ok {
		return nil
	}
	share, err := psychometrics.POMP(v.Float(), limits)
	if err != nil {
		t.Fatal(err)
	}
	return number(t, fmt.Sprintf("%.4f", share))
}

// words gives the vectors' word for a band's code or a decision's category; a code that is not listed is its own.
func words(id q.ScaleID, list map[string]any) computed {
	return func(t *testing.T, s *scored, _ any) any {
		got := s.score(t, id)
		code := got.Band + string(got.Category)
		if word, ok := list[code]; ok {
			return word
		}
		if code == "" {
			return nil
		}
		return code
	}
}

func band(id q.ScaleID) computed { return words(id, nil) }

// above says whether a scale is at or above its threshold, from its band or its category.
func above(id q.ScaleID) computed {
	return words(id, map[string]any{"at-or-above-threshold": true, "below-threshold": false})
}

// raised says whether a flag was raised; nil where the item it reads was not answered.
func raised(item q.ItemID, id q.FlagID) computed {
	return func(_ *testing.T, s *scored, _ any) any {
		if !s.answers.Of(item).Given {
			return nil
		}
		for _, f := range safety.Raise(s.answers, &s.result) {
			if f.Rule.ID == id {
				return true
			}
		}
		return false
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
