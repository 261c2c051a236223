package scoring_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	q "steelyard/internal/questionnaire"
)

// gradedForm has the four items of PROMIS Depression 4a as a pattern-scored scale, answers 1 to 5.
func gradedForm(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile("../psychometrics/testdata/promis_items.csv")
	if err != nil {
		t.Fatal(err)
	}
	items, curves, ids := "", "", []string{}
	for line := range strings.Lines(string(content)) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if len(f) != 7 || !strings.Contains(" EDDEP04 EDDEP06 EDDEP29 EDDEP41 ", " "+f[1]+" ") {
			continue
		}
		id := strings.ToLower(f[1])
		ids = append(ids, id)
		items += fmt.Sprintf("  - {id: %s, label: {en: %s}, choices: five}\n", id, f[1])
		curves += fmt.Sprintf("      %s: {discrimination: %s, thresholds: [%s]}\n", id, f[2], strings.Join(f[3:], ", "))
	}
	if len(ids) != 4 {
		t.Fatalf("found %v", ids)
	}
	before, _, _ := strings.Cut(head, "choice_sets:\n")
	return before + "choice_sets:\n  - {id: five, choices: [{code: \"1\", score: 1}, {code: \"2\", score: 2}, {code: \"3\", score: 3}, {code: \"4\", score: 4}, {code: \"5\", score: 5}]}\n" +
		"items:\n" + items + "sources: [{id: x, citation: X, checked: verified}]\nscales:\n  - id: t\n    title: {en: T}\n    operator: graded-response\n    items: [" + strings.Join(ids, ", ") + "]\n    model:\n" + curves +
		"    missing: {rule: prorate, at_most: 2, round: none, source: x}\n    direction: difficulty\n    range: {min: 20, max: 90}\n    source: x\n"
}

// TestGradedResponseVectors puts the reference patterns through a definition: T at one decimal and its standard error.
func TestGradedResponseVectors(t *testing.T) {
	content, err := os.ReadFile("../psychometrics/testdata/methods_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	type pattern struct {
		Input struct {
			Responses []*int `json:"responses_0_4"`
		}
		Expected struct {
			T  float64
			SE float64 `json:"se_T"`
		}
	}
	var rows []json.RawMessage // of many methods, with inputs of many shapes
	if err := json.Unmarshal(content, &rows); err != nil {
		t.Fatal(err)
	}
	var all []pattern
	for _, row := range rows {
		if !strings.Contains(string(row), `"grm_eap_pattern"`) {
			continue
		}
		var v pattern
		if err := json.Unmarshal(row, &v); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	if len(all) < 4 {
		t.Fatalf("only %d patterns were found", len(all))
	}
	p := compile(t, "graded.yaml", []byte(gradedForm(t)))
	for _, v := range all {
		answers, missing := make([]*int, len(v.Input.Responses)), 0
		for i, r := range v.Input.Responses {
			if r == nil {
				missing++
				continue
			}
			n := *r + 1
			answers[i] = &n
		}
		got := score(t, p, answers).result.Scores[0]
		state := q.Complete
		if missing > 0 {
			state = q.Prorated
		}
		if want := fmt.Sprintf("%.1f", v.Expected.T); got.Value.Decimal(1) != want || got.State != state || got.Missing != missing {
			t.Errorf("%s missing %d: got %s %s, want %s %s", want, missing, got.State, got.Value, state, want)
		}
		if got.Error == nil || math.Abs(got.Error.SE-v.Expected.SE) > 1e-3 || got.Error.Basis != q.Published {
			t.Errorf("got %+v, want a standard error of %v", got.Error, v.Expected.SE)
		}
	}
	if got := score(t, p, []*int{nil, nil, nil, nil}).result.Scores[0]; got.State != q.Unscorable {
		t.Errorf("no answers: got %+v", got)
	}
}
