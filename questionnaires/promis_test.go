package questionnaires_test

import (
	"fmt"
	"slices"
	"testing"

	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// TestTablesAgreeWithTheirModels wants a form that has both a conversion table and a graded response model over the
// same items to say the same twice: the expected a posteriori score of each sum under the model is the table's row, T
// score and standard error, at the one decimal that tables have.
func TestTablesAgreeWithTheirModels(t *testing.T) {
	forms, rows := 0, 0
	for path, d := range definitions(t) {
		table, model := scaleWith(d, q.TableOf), scaleWith(d, q.GradedModel)
		if table == nil || model == nil {
			continue
		}
		forms++
		raw, ok := d.Scale(table.Scales[0])
		if !ok || !slices.Equal(raw.Items, model.Items) {
			t.Fatalf("%s: table and model read other items", path)
		}
		scores, err := modelOf(t, model).SumScores()
		if err != nil {
			t.Fatal(err)
		}
		if len(scores) != len(table.Table) {
			t.Fatalf("%s: %d rows for %d sums", path, len(table.Table), len(scores))
		}
		for i, row := range table.Table {
			onT := psychometrics.OnT(scores[i])
			got := fmt.Sprintf("%.1f (%.1f)", onT.Value, onT.SE)
			if want := fmt.Sprintf("%.1f (%.1f)", row.Value.Float(), row.SE.Float()); got != want {
				t.Errorf("%s, raw %s: the model gives %s, the table has %s", path, row.Raw, got, want)
			}
			rows++
		}
		ends(t, path, d, table, model)
	}
	if forms != 8 || rows != 2*(17+25+33+33) {
		t.Errorf("%d forms with %d rows were compared, want 8 with 216", forms, rows)
	}
}

// ends wants the two T scores to be one where only one pattern of answers leads to a sum: at the floor and the ceiling.
func ends(t *testing.T, path string, d *q.Definition, table, model *q.Scale) {
	t.Helper()
	for _, code := range []string{"1", "5"} {
		p, err := scoring.Compile(d)
		if err != nil {
			t.Fatal(err)
		}
		a, err := d.Answers(formOf(d, "rest="+code))
		if err != nil {
			t.Fatal(err)
		}
		s := &scored{p, a, p.Score(a)}
		if got, want := s.score(t, model.ID).Value, s.score(t, table.ID).Value; got != want {
			t.Errorf("%s, all answers %s: pattern %s, table %s", path, code, got, want)
		}
	}
}

func scaleWith(d *q.Definition, operator q.Operator) *q.Scale {
	at := slices.IndexFunc(d.Scales, func(s q.Scale) bool { return s.Operator == operator })
	if at < 0 {
		return nil
	}
	return &d.Scales[at]
}

func modelOf(t *testing.T, s *q.Scale) *psychometrics.GRM {
	t.Helper()
	var items []psychometrics.GRMItem
	for _, id := range s.Items {
		curve := s.Model[id]
		item := psychometrics.GRMItem{Discrimination: curve.Discrimination.Float()}
		for _, threshold := range curve.Thresholds {
			item.Thresholds = append(item.Thresholds, threshold.Float())
		}
		items = append(items, item)
	}
	model, err := psychometrics.NewGRM(items, psychometrics.DefaultGrid())
	if err != nil {
		t.Fatal(err)
	}
	return model
}

// TestWhichAnswersHaveAFit says of which questionnaires the fit of a pattern of answers can be computed: those whose definition has
// its items' parameters under a response model, and no other.
func TestWhichAnswersHaveAFit(t *testing.T) {
	var list []string
	for path, d := range definitions(t) {
		program, err := scoring.Compile(d)
		if err != nil {
			t.Fatal(err)
		}
		form := q.Form{}
		for i := range d.Items {
			if choices := d.ChoicesOf(&d.Items[i]); len(choices) > 1 {
				form[d.Items[i].ID] = string(choices[i%2].Code)
			}
		}
		a, err := d.Answers(form)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, s := range d.Scales {
			if f, ok := program.Fit(a, s.ID); ok != (s.Operator == q.GradedModel) || ok && (f.Draws != psychometrics.FitDraws || f.AsBad < 0 || f.AsBad > f.Draws) {
				t.Errorf("%s, %s: got the fit %+v, %t", path, s.ID, f, ok)
			} else if ok {
				list = append(list, string(d.ID))
			}
		}
	}
	slices.Sort(list)
	want := []string{"promis-depression-4a", "promis-depression-6a", "promis-depression-8a", "promis-depression-8b",
		"promis-sleep-disturbance-4a", "promis-sleep-disturbance-6a", "promis-sleep-disturbance-8a", "promis-sleep-disturbance-8b"}
	if !slices.Equal(list, want) {
		t.Errorf("got %v, want %v", list, want)
	}
}
