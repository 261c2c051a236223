package scoring_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"

	"steelyard/internal/fault"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
	"steelyard/questionnaires"
)

// vector is one row of testdata/vectors.json: answers in item order, null where missing, and what must come of them.
type vector struct {
	ID       string
	Scale    string
	Answers  []*int
	Expected map[string]any
	Source   string
}

// scored is a vector's answers, scored with the shipped definition.
type scored struct {
	program *scoring.Program
	answers q.Answers
	result  scoring.Result
}

func TestVectors(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.ID, func(t *testing.T) {
			if v.Expected["error"] != nil {
				checkRefused(t, v)
				return
			}
			s := score(t, shipped(t, strings.ToLower(v.Scale)), v.Answers)
			for name, want := range v.Expected {
				field, known := fields[name]
				if !known {
					t.Errorf("the field %q is not known to this test", name)
					continue
				}
				if got := field(t, s, want); got != wanted(v.Scale, want) {
					t.Errorf("%s: got %v, want %v (%s)", name, got, want, v.Source)
				}
			}
		})
	}
}

// fields computes each field of the vectors; nil where there is no value. The functions also see what is wanted,
// because two of them compare a three-valued decision with a two-valued report.
var fields = map[string]func(t *testing.T, s scored, want any) any{
	"scorable":               func(t *testing.T, s scored, _ any) any { return s.score(t, "total").State != q.Unscorable },
	"n_missing":              func(t *testing.T, s scored, _ any) any { return float64(s.score(t, "total").Missing) },
	"sum_of_answered":        func(t *testing.T, s scored, _ any) any { return s.answered(t, "total") },
	"total":                  func(t *testing.T, s scored, _ any) any { return s.value(t, "total") },
	"pomp":                   func(t *testing.T, s scored, _ any) any { return s.pomp(t) },
	"band":                   func(t *testing.T, s scored, _ any) any { return text(s.score(t, "total").Band) },
	"prorated":               func(t *testing.T, s scored, _ any) any { return s.score(t, "total").State == q.Prorated },
	"total_rounded_for_band": func(t *testing.T, s scored, _ any) any { return s.score(t, "total").Value.RoundHalfUp().Float() },
	"n_core":                 func(t *testing.T, s scored, _ any) any { return s.answered(t, "core_symptoms") },
	"n_symptoms":             func(t *testing.T, s scored, _ any) any { return s.answered(t, "symptoms") },
	"n_other": func(t *testing.T, s scored, _ any) any {
		return s.answered(t, "symptoms").(float64) - s.answered(t, "core_symptoms").(float64)
	},
	"algorithm_major":      func(t *testing.T, s scored, want any) any { return s.criteria(t, "major-syndrome-criteria", want) },
	"algorithm_other":      func(t *testing.T, s scored, want any) any { return s.criteria(t, "other-syndrome-criteria", want) },
	"item9_flag":           func(_ *testing.T, s scored, _ any) any { return s.flag("q9", "item9") },
	"phq2":                 func(t *testing.T, s scored, _ any) any { return s.value(t, "phq2") },
	"gad2":                 func(t *testing.T, s scored, _ any) any { return s.value(t, "gad2") },
	"screen_positive_ge10": func(t *testing.T, s scored, _ any) any { return s.positive(t, "screen") },
	"anxiety_positive":     func(t *testing.T, s scored, _ any) any { return s.positive(t, "anxiety_screen") },
	"depression_positive":  func(t *testing.T, s scored, _ any) any { return s.positive(t, "depression_screen") },
}

// wanted turns the one word of the vectors that no rendering may use of a person into the code of the definition.
func wanted(scale string, want any) any {
	if scale == "PHQ-4" && want == "normal" {
		return "none-minimal"
	}
	return want
}

// criteria says whether the symptom-count rule came to a category. Where answers are missing, the vectors report
// what is true of the answers given alone, which is a two-valued report of a three-valued thing: a missing answer
// never becomes a "no". There, and only there, our decision may be unknown instead. A known decision must agree.
func (s scored) criteria(t *testing.T, category q.Category, want any) any {
	decision := s.score(t, "algorithm")
	if decision.State == q.Unscorable && s.score(t, "symptoms").Missing > 0 {
		return want
	}
	return decision.Category == category
}

func (s scored) score(t *testing.T, id q.ScaleID) *scoring.Score {
	t.Helper()
	found, ok := s.result.Score(id)
	if !ok {
		t.Fatalf("%s has no scale %s", s.result.Questionnaire, id)
	}
	return found
}

// value gives a score at four decimals, as the vectors are written, or nil.
func (s scored) value(t *testing.T, id q.ScaleID) any {
	t.Helper()
	v, ok := s.score(t, id).Number()
	if !ok {
		return nil
	}
	return decimals(t, v.Decimal(4))
}

func (s scored) answered(t *testing.T, id q.ScaleID) any {
	t.Helper()
	d, ok := s.program.Derive(s.answers, &s.result, id)
	if !ok {
		t.Fatalf("no derivation of %s", id)
	}
	return d.Answered.Float()
}

func (s scored) pomp(t *testing.T) any {
	t.Helper()
	v, ok := s.score(t, "total").Number()
	if !ok {
		return nil
	}
	scale, _ := s.program.Definition().Scale("total")
	share, err := psychometrics.POMP(v.Float(), psychometrics.Interval{Low: scale.Range.Min.Float(), High: scale.Range.Max.Float()})
	if err != nil {
		t.Fatal(err)
	}
	return decimals(t, fmt.Sprintf("%.4f", share))
}

// flag is nil where the item was not answered: not raised then says nothing of the person.
func (s scored) flag(item q.ItemID, id q.FlagID) any {
	if !s.answers.Of(item).Given {
		return nil
	}
	for _, f := range safety.Raise(s.answers, &s.result) {
		if f.Rule.ID == id && !f.Unanswered {
			return true
		}
	}
	return false
}

func (s scored) positive(t *testing.T, id q.ScaleID) any {
	t.Helper()
	switch c := s.score(t, id).Category; c {
	case "at-or-above-threshold":
		return true
	case "below-threshold":
		return false
	case "":
		return nil
	default:
		return c
	}
}

func checkRefused(t *testing.T, v vector) {
	t.Helper()
	if v.Expected["error"] != "wrong_length" {
		t.Fatalf("the error %v is not known to this test", v.Expected["error"])
	}
	d := shipped(t, strings.ToLower(v.Scale)).Definition()
	if _, err := d.InOrder(inOrder(v.Answers)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("%d answers for %d items: got %v, want a fault of kind invalid", len(v.Answers), len(d.Items), err)
	}
}

// TestShortFormsAgree scores the first or second pair of each vector with the short form's own definition, and wants
// what the vector says of that pair and its screen at 3.
func TestShortFormsAgree(t *testing.T) {
	pairs := []struct {
		scale, field, form string
		from               int
	}{
		{"PHQ-9", "phq2", "phq-2", 0}, {"GAD-7", "gad2", "gad-2", 0}, {"PHQ-4", "gad2", "gad-2", 0}, {"PHQ-4", "phq2", "phq-2", 2},
	}
	for _, p := range pairs {
		n := 0
		for _, v := range vectors(t) {
			want, given := v.Expected[p.field]
			if v.Scale != p.scale || !given {
				continue
			}
			n++
			s := score(t, shipped(t, p.form), v.Answers[p.from:p.from+2])
			if got := s.value(t, "total"); got != want {
				t.Errorf("%s as %s: got %v, want %v", v.ID, p.form, got, want)
			}
			var positive any
			if total, ok := want.(float64); ok {
				positive = total >= 3
			}
			if got := s.positive(t, "screen"); got != positive {
				t.Errorf("%s as %s, at or above 3: got %v, want %v", v.ID, p.form, got, positive)
			}
		}
		if n == 0 {
			t.Errorf("no vector of %s has the field %s", p.scale, p.field)
		}
	}
}

func vectors(t testing.TB) (list []vector) {
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

// shipped compiles the one version of a shipped questionnaire.
func shipped(t testing.TB, id string) *scoring.Program {
	t.Helper()
	files, err := fs.Glob(questionnaires.FS, id+"/1.*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no definition of %s (%v)", id, err)
	}
	file := files[len(files)-1]
	content, err := fs.ReadFile(questionnaires.FS, file)
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, path.Base(file), content)
}

func compile(t testing.TB, file string, content []byte) *scoring.Program {
	t.Helper()
	d, err := q.Parse(file, content)
	if err != nil {
		t.Fatal(err)
	}
	p, err := scoring.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// score answers the items in order; items beyond the answers, such as the PHQ-9's unscored one, are not answered.
func score(t testing.TB, p *scoring.Program, answers []*int) scored {
	t.Helper()
	given := inOrder(answers)
	for len(given) < len(p.Definition().Items) {
		given = append(given, "")
	}
	form, err := p.Definition().InOrder(given)
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.Definition().Answers(form)
	if err != nil {
		t.Fatal(err)
	}
	return scored{p, a, p.Score(a)}
}

func inOrder(answers []*int) []string {
	given := make([]string, len(answers))
	for i, a := range answers {
		if a != nil {
			given[i] = strconv.Itoa(*a)
		}
	}
	return given
}

func decimals(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
