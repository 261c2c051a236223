package profile

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"steelyard/internal/psychometrics"
	"steelyard/internal/scoring"
)

// TestContrastStatements moves the domains and wants the words that follow. One domain's error is 5 POMP points.
func TestContrastStatements(t *testing.T) {
	cases := []struct {
		name               string
		values             []float64 // effort, pleasure, urges, mood, sleep
		exceeds, signHolds bool
		want               string
	}{
		{"no difference at all", []float64{10, 10, 10, 10, 10}, false, false, NoDifference},
		{"within the error", []float64{11, 10, 10, 10, 10}, false, true, NoDifference},
		{"more in the first", []float64{20, 20, 10, 0, 0}, true, true, "More difficulty was reported in “First” than in the other group, beyond the error of measurement."},
		{"more in the second", []float64{0, 0, 10, 20, 20}, true, true, "More difficulty was reported in “Second” than in the other group, beyond the error of measurement."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := small(t).Compute([]Measurement{taken(t, form(t, "one"), now, c.values...)}, now).Contrast
			if !got.Available || got.Exceeds != c.exceeds || got.SignHolds != c.signHolds || got.Statement != c.want {
				t.Errorf("got %+v, want %q", got, c.want)
			}
			if got.Exceeds == got.Interval.Contains(0) {
				t.Errorf("exceeds is %v and the interval is %v", got.Exceeds, got.Interval)
			}
			if got.Shared != 2 || got.Counted != 5 {
				t.Errorf("got %d of %d domains on both sides, want 2 of 5", got.Shared, got.Counted)
			}
		})
	}
}

// TestDifferenceByHand: weights 1, 1, ½ of 2.5 against ½, ½, 1, 1 of 3.
func TestDifferenceByHand(t *testing.T) {
	got := small(t).Compute([]Measurement{taken(t, form(t, "one"), now, 16, 12, 8, 4, 2)}, now).Contrast // 80 60 40 20 10
	a, b := []float64{0.4, 0.4, 0.2, 0, 0}, []float64{0, 1.0 / 6, 1.0 / 6, 1.0 / 3, 1.0 / 3}
	var difference, variance float64
	for i, x := range []float64{80, 60, 40, 20, 10} {
		difference += (a[i] - b[i]) * x
		variance += (a[i] - b[i]) * (a[i] - b[i]) * 25
	}
	if !near(got.Difference, difference) || !near(got.SE, math.Sqrt(variance)) {
		t.Errorf("got %v ± %v, want %v ± %v", got.Difference, got.SE, difference, math.Sqrt(variance))
	}
	if !near(got.Interval.Low, difference-psychometrics.Z95*got.SE) || !near(got.Interval.High, difference+psychometrics.Z95*got.SE) {
		t.Errorf("got %v", got.Interval)
	}
}

// TestSignThatDoesNotHold makes the half-weighted domain decide: the weighted difference is clear, but turns with equal
// weights, and so nothing is said.
func TestSignThatDoesNotHold(t *testing.T) {
	groups := [2]GroupValue{{Group: &Group{ID: "first"}, Available: true}, {Group: &Group{ID: "second"}, Available: true}}
	value := func(pomp float64, first, second Grade) DomainValue {
		d := &Domain{Evidence: map[GroupID]Evidence{"first": {Grade: first}, "second": {Grade: second}}}
		return DomainValue{Domain: d, Answered: true, POMP: pomp, Error: &scoring.Uncertainty{SE: 1}}
	}
	domains := []DomainValue{value(60, GradeA, GradeD), value(60, GradeA, GradeD), value(0, GradeC, GradeD), // weighted 48, equal 40
		value(44, GradeD, GradeA), value(44, GradeD, GradeA), value(44, GradeD, GradeA)}
	got := contrast(groups, domains)
	if !got.Available || !near(got.Difference, 4) || !got.Exceeds || got.SignHolds || got.Statement != NoDifference {
		t.Errorf("got %+v, want 4 that turns with equal weights", got)
	}
}

// TestContrastVector puts the overlapping contrast of the reference values through domains and their weights.
func TestContrastVector(t *testing.T) {
	for _, v := range methods(t, "contrast_overlapping") {
		var in struct {
			Items, WA, WB []float64
			ErrorSD       []float64 `json:"item_error_sd"`
		}
		read(t, v.Input, &in)
		var want map[string]float64
		read(t, v.Expected, &want)
		groups := [2]Group{{ID: "a"}, {ID: "b"}}
		var domains []DomainValue
		for i, x := range in.Items {
			d := &Domain{Evidence: map[GroupID]Evidence{"a": {Grade: graded(in.WA[i])}, "b": {Grade: graded(in.WB[i])}}}
			domains = append(domains, DomainValue{Domain: d, Answered: true, POMP: x, Error: &scoring.Uncertainty{SE: in.ErrorSD[i]}})
		}
		a, b := groupValue(&groups[0], domains), groupValue(&groups[1], domains)
		c := contrast([2]GroupValue{a, b}, domains)
		halfA, halfB := (a.Error.High-a.Error.Low)/2, (b.Error.High-b.Error.Low)/2
		for name, got := range map[string]float64{
			"A": a.Mean, "B": b.Mean, "diff": c.Difference, "se_diff": c.SE, "se_A": halfA / psychometrics.Z95, "se_B": halfB / psychometrics.Z95,
			"se_diff_if_overlap_ignored": math.Hypot(halfA, halfB) / psychometrics.Z95,
		} {
			if math.Abs(got-want[name]) > 5e-7 {
				t.Errorf("%s: got %v, want %v", name, got, want[name])
			}
		}
		if c.Shared != 2 || c.Counted != 6 || c.Statement != NoDifference {
			t.Errorf("got %+v", c)
		}
	}
}

// graded gives the grade of a weight, whose size does not matter where all that count are equal.
func graded(weight float64) Grade {
	if weight > 0 {
		return GradeB
	}
	return GradeD
}

// TestShrunkenErrorVector puts the shrunken error of the reference values through a form of nine items of 0 to 3.
func TestShrunkenErrorVector(t *testing.T) {
	for _, v := range methods(t, "shrunken_csem") {
		var in struct {
			Items []float64
			SEM   float64 `json:"group_sem_of_mean"`
		}
		read(t, v.Input, &in)
		var want struct {
			SE float64    `json:"se_sum"`
			CI [2]float64 `json:"ci95_sum"`
		}
		read(t, v.Expected, &want)
		p := nineItems(t, 9*in.SEM)
		got := small(t).Compute([]Measurement{taken(t, p, now, in.Items...)}, now).domain(t, "effort").Error
		const toPOMP = 100.0 / 27
		if got == nil || math.Abs(got.SE-want.SE*toPOMP) > 1e-5 {
			t.Fatalf("got %+v, want %v", got, want.SE*toPOMP)
		}
		for i, end := range []float64{got.Interval.Low, got.Interval.High} { // the vectors use 1.96
			if math.Abs(end-want.CI[i]*toPOMP) > 1e-3 {
				t.Errorf("end %d: got %v, want %v", i, end, want.CI[i]*toPOMP)
			}
		}
	}
}

type method struct {
	Method          string
	Input, Expected json.RawMessage
}

func methods(t *testing.T, name string) (list []method) {
	t.Helper()
	content, err := os.ReadFile("../psychometrics/testdata/methods_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []method
	read(t, content, &all)
	for _, m := range all {
		if m.Method == name {
			list = append(list, m)
		}
	}
	if len(list) == 0 {
		t.Fatalf("no vector of %s", name)
	}
	return list
}

func read(t *testing.T, content []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(content, v); err != nil {
		t.Fatal(err)
	}
}

func TestGradesWeigh(t *testing.T) {
	for grade, want := range map[Grade]string{GradeA: "1", GradeB: "1", GradeC: "0.5", GradeD: "0", "": "0"} {
		if got := grade.Weight().String(); got != want {
			t.Errorf("%s: got %s, want %s", grade, got, want)
		}
	}
}
