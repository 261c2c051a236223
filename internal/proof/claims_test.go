package proof_test

import (
	"slices"
	"strings"
	"testing"

	"steelyard/internal/exact"
	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// numbered is a definition of two whole numbers from 0 to 200.
func numbered(t *testing.T, scales, example string) *scoring.Program {
	t.Helper()
	head, _, _ := strings.Cut(mutantHead, "choice_sets:")
	text := head + "choice_sets: []\nitems:\n  - {id: a, label: {en: A}, type: number, bounds: {min: 0, max: 200, step: 1}}\n  - {id: b, label: {en: B}, type: number, bounds: {min: 1, max: 200, step: 1}}\nscales:\n" + scales
	if example != "" {
		text += "examples:\n  - {id: e, source: x, " + example + "}\n"
	}
	return compiled(t, "numbers.yaml", []byte(text))
}

// TestTwoTimesOfDay wants every number of minutes from one time to another and nothing else, in little time.
func TestTwoTimesOfDay(t *testing.T) {
	head, _, _ := strings.Cut(mutantHead, "choice_sets:")
	p := compiled(t, "times.yaml", []byte(head+`choice_sets: []
items:
  - {id: bed, label: {en: B}, type: time}
  - {id: up, label: {en: U}, type: time}
  - {id: hours, label: {en: H}, type: duration, bounds: {min: 0, max: 720, step: 30}}
scales:
  - {id: e, title: {en: E}, operator: elapsed, direction: neither, source: x, items: [bed, up], missing: {rule: complete, source: x}, range: {min: 0, max: 1439}}
  - {id: r, title: {en: R}, operator: ratio, direction: neither, source: x, items: [hours], scales: [e], missing: {rule: complete, source: x}, range: {min: 0, max: 720}}
  - {id: late, title: {en: L}, operator: decision, direction: neither, source: x, decide: [{category: late, label: {en: L}, when: {item: bed, is: ">=", value: 1380}}, {category: early, label: {en: E}, when: {all: [{item: bed, is: "<", value: 1380}, {scale: e, is: ">", value: 600}]}}], missing: {rule: complete, source: x}}
`))
	r := proof.Prove(p).Reaches
	if !r[0].Proven || len(r[0].Complete) != 1440 || r[0].Complete[0] != exact.Int(0) || r[0].Complete[1439] != exact.Int(1439) {
		t.Errorf("elapsed: got %d values", len(r[0].Complete))
	}
	if !r[1].Proven || r[1].Complete[len(r[1].Complete)-1] != exact.Int(720) {
		t.Errorf("ratio: got %d values", len(r[1].Complete))
	}
	if !r[2].Proven || !slices.Equal(r[2].Categories, []q.Category{"early", "late"}) { // here the time itself is tested too
		t.Errorf("decision: got %v", r[2].Categories)
	}
}

// TestWhatIsSaidOfAGradedResponseScale wants the exact set where there are few patterns, and where there are many only
// the ends, said to be so.
func TestWhatIsSaidOfAGradedResponseScale(t *testing.T) {
	model := func(items string, ids ...string) string {
		curves := make([]string, len(ids))
		for i, id := range ids {
			curves[i] = id + ": {discrimination: 2, thresholds: [-0.5, 0.5]}"
		}
		return "  - {id: s, title: {en: S}, operator: graded-response, direction: neither, source: x, items: [" + items + "], model: {" + strings.Join(curves, ", ") + "}, " + whole + "range: {min: 30, max: 70}}\n"
	}
	few := proof.Prove(defined(t, []string{"often", "often"}, model("a, b", "a", "b"))).Reaches[0]
	if !few.Proven || few.Sampled || len(few.Complete) == 0 || len(few.Complete) > 9 {
		t.Errorf("two items: got %+v", few)
	}
	ids := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	many := proof.Prove(defined(t, slices.Repeat([]string{"often"}, 8), model("a, b, c, d, e, f, g, h", ids...))).Reaches[0]
	if !many.Proven || !many.Sampled || len(many.Complete) < 10 {
		t.Errorf("eight items: got %+v", many)
	}
}

// TestTooMuchIsSaidToBeUnproven gives a definition that no walk can go through, and wants it said, soon, and not assumed.
func TestTooMuchIsSaidToBeUnproven(t *testing.T) {
	head, _, _ := strings.Cut(mutantHead, "choice_sets:")
	text := head + "choice_sets: []\nitems:\n"
	var weights []string
	for i, id := range []string{"a", "b", "c", "d"} {
		text += "  - {id: " + id + ", label: {en: L}, type: number, bounds: {min: 0, max: 1, step: 0.001}}\n"
		weights = append(weights, id+": 1/"+[]string{"7", "11", "13", "17"}[i])
	}
	text += "scales:\n  - {id: s, title: {en: S}, operator: weighted-sum, weights: {" + strings.Join(weights, ", ") + "}, direction: neither, source: x, items: [a, b, c, d], " + whole + "range: {min: 0, max: 1}}\n"
	proven := proof.Prove(compiled(t, "large.yaml", []byte(text)))
	if proven.Reaches[0].Proven || len(proven.Reaches[0].Complete) > 0 {
		t.Errorf("got %+v", proven.Reaches[0])
	}
	if !slices.ContainsFunc(proven.Warnings, func(f proof.Finding) bool { return strings.Contains(f.What, "s is not proven") }) {
		t.Errorf("nothing is said: %v", proven.Warnings)
	}
}
